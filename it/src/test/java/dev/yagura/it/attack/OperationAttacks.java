package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.control.OperationSlot;
import dev.yagura.kernel.linux.control.OperationTables;
import dev.yagura.kernel.linux.control.Operations;
import java.io.IOException;
import java.util.List;

/** Tables of operations, and what goes by them, led astray. */
final class OperationAttacks {
    private static final String DETECTOR = "linux.operations.redirected";
    private static final String RODATA = "linux.rodata.changed";
    private static final String READ_ONLY = "the table is read-only data";
    private static final String UDP = "udp_seq_ops";
    private static final String SYSFS = "kernfs_file_fops";

    private OperationAttacks() {}

    static List<Attack> all() {
        return List.of(
                astray("seq_operations", UDP).alsoSeenBy(RODATA, UDP, READ_ONLY),
                astray("file_operations", SYSFS).alsoSeenBy(RODATA, SYSFS, READ_ONLY),
                astray("tty_ldisc_ops", "n_tty"),
                astray("input_handler", "kbd"),
                astray("linux_binfmt", "elf_format"),
                Attack.on(
                                DETECTOR,
                                OperationAttacks::patch,
                                guest -> Code.trace(guest, "tcp4_seq_show"))
                        .changing("operations of /proc/net/tcp")
                        .alsoSeenBy("linux.code.inline-hook", "tcp4_seq_show", "it is a function")
                        .alsoSeenBy("linux.code.changed", "tcp4_seq_show", "a function is code"),
                Attack.on(
                                DETECTOR,
                                guest -> entry(guest, Code.NOWHERE),
                                guest -> entry(guest, guest.symbol("proc_root_inode_operations")))
                        .changing("an entry of /proc"),
                Attack.on(DETECTOR, OperationAttacks::rootOfNobody, OperationAttacks::rootOfKernel)
                        .changing("root directory"));
    }

    /** Returns an attack on the first function of a table, which its neighbour has traced. */
    private static Attack astray(String kind, String table) {
        return Attack.on(
                        DETECTOR,
                        guest -> redirected(guest, first(guest, kind, table)),
                        guest -> Code.trace(guest, first(guest, kind, table).function()))
                .changing(table);
    }

    private static OperationSlot first(GuestCore guest, String kind, String table)
            throws IOException {
        return Operations.list(guest.linux()).items().stream()
                .filter(slot -> slot.kind().equals(kind) && slot.name().equals(table))
                .findFirst()
                .orElseThrow(() -> new IOException("%s: found no %s".formatted(kind, table)));
    }

    /** That a module of the guest's owns the target is no excuse for a table of the kernel's. */
    private static String redirected(GuestCore guest, OperationSlot slot) throws IOException {
        guest.putU64(slot.gva(), guest.module(HiddenAttacks.MODULE).base() + 16);
        return "%s.%s of %s".formatted(slot.kind(), slot.member(), slot.name());
    }

    private static String patch(GuestCore guest) throws IOException {
        Code.jump(guest, guest.symbol("tcp4_seq_show"), Code.NOWHERE);
        return "tcp4_seq_show";
    }

    /** The table of the first entry of /proc is another one. */
    private static String entry(GuestCore guest, long table) throws IOException {
        long tree = guest.at(guest.symbol("proc_root"), "proc_dir_entry", "subdir");
        long entry = guest.u64(tree) - guest.offset("proc_dir_entry", "subdir_node");
        guest.putU64(guest.at(entry, "proc_dir_entry", "proc_iops"), table);
        return "inode_operations of /proc/";
    }

    /** Returns by which table the root of all files goes. */
    private static OperationTables.Use root(GuestCore guest) throws IOException {
        return OperationTables.list(guest.linux()).items().stream()
                .filter(use ->
                        use.kind().equals("inode_operations") && use.name().endsWith(" at /"))
                .findFirst()
                .orElseThrow(() -> new IOException("guest: found no root directory"));
    }

    private static String rootOfNobody(GuestCore guest) throws IOException {
        OperationTables.Use root = root(guest);
        guest.putU64(root.gva(), guest.copy(root.table(), "inode_operations"));
        return "inode_operations of " + root.name();
    }

    private static String rootOfKernel(GuestCore guest) throws IOException {
        guest.putU64(root(guest).gva(), guest.symbol("simple_dir_inode_operations"));
        return "a directory that goes by another table of the kernel's";
    }
}
