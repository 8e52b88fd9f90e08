package dev.yagura.enclave.watch;

import dev.yagura.enclave.disk.DiskTables;
import dev.yagura.kernel.linux.tables.LinuxTables;
import dev.yagura.kernel.table.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All views of a VM: those of its memory, and those of its disks. */
public final class Views {
    private Views() {}

    /** Returns what each is, in the order of lists. */
    public static List<TableInfo> all() {
        List<TableInfo> all = new ArrayList<>(LinuxTables.all());
        all.addAll(DiskTables.all());
        return List.copyOf(all);
    }

    /** Returns their names. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(LinuxTables.names());
        names.addAll(DiskTables.names());
        return List.copyOf(names);
    }

    /** Returns what a view is. */
    public static Optional<? extends TableInfo> named(String name) {
        return isOfDisks(name) ? DiskTables.info(name) : LinuxTables.named(name);
    }

    /** Returns whether a view is one of disks. */
    public static boolean isOfDisks(String name) {
        return DiskTables.names().contains(name);
    }
}
