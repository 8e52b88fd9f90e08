package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** What is mapped in processes. */
final class MapsTable {
    private MapsTable() {}

    /** A mapping and its process. */
    private record Mapped(Mapping mapping, Task process) {
        @Override
        public String toString() {
            return "process %d, mapping at 0x%x".formatted(process.tgid(), mapping.start());
        }
    }

    static GuestTable table() {
        return Columns.<Mapped>of()
                .number("pid", "process that has it", m -> m.process.tgid())
                .text("comm", "name of the process", m -> m.process.displayName())
                .hex("start", "first address", m -> m.mapping.start())
                .hex("end", "one past the last", m -> m.mapping.end())
                .text(
                        "protection",
                        "such as r-xp; s where it is shared",
                        m -> m.mapping.protection())
                .hex("offset", "where in the file it starts; 0x0 without one", MapsTable::offset)
                .text(
                        "device",
                        "major:minor of the file, hex; 00:00 without one",
                        MapsTable::device)
                .number("inode", "inode number of the file; 0 without one", MapsTable::inode)
                .text(
                        "path",
                        "the file's, or [heap], [stack], [vdso], [anon:NAME]; null for none",
                        m -> m.mapping.name().orElse(null))
                .more()
                .flag(
                        "anonymous",
                        "whether neither a file nor anything of the kernel's is mapped",
                        m -> m.mapping.isAnonymous())
                .flag(
                        "ownPages",
                        "whether it has had pages of its own: written, or anonymous",
                        m -> m.mapping.anonVmaGva() != 0)
                .flag("deleted", "whether the file's name is gone", MapsTable::deleted)
                .text(
                        "filesystem",
                        "type of the file's filesystem; null without a file",
                        m -> m.mapping.file().map(file -> file.node().filesystem()).orElse(null))
                .number("size", "in bytes", m -> m.mapping.lengthBytes())
                .hex("flags", "its VM_ flags", m -> m.mapping.flags())
                .hex("mapping", "its vm_area_struct", m -> m.mapping.gva())
                .hexOrNone("file", "its struct file", m -> m.mapping.fileGva())
                .table("maps", "what is mapped in processes", MapsTable::list);
    }

    private static void list(TableContext context, RowSink<Mapped> rows) throws IOException {
        Mappings mappings = Mappings.of(context.linux());
        for (Task process : context.linux().tasks().processes()) {
            if (!context.wants(process.tgid())) {
                continue;
            }
            Partial<Mapping> mapped = mappings.of(process);
            for (Mapping mapping : mapped.items()) {
                rows.add(new Mapped(mapping, process));
            }
            mapped.missing()
                    .forEach(missing ->
                            rows.gap(
                                    "process %d, %s".formatted(process.tgid(), missing.what()),
                                    missing.why()));
        }
    }

    private static long offset(Mapped mapped) {
        return mapped.mapping.file().isPresent() ? mapped.mapping.offset() : 0;
    }

    private static String device(Mapped mapped) {
        return mapped.mapping.file().map(file -> file.node().device().hex()).orElse("00:00");
    }

    private static long inode(Mapped mapped) {
        return mapped.mapping.file().map(file -> file.node().number()).orElse(0L);
    }

    private static boolean deleted(Mapped mapped) {
        return mapped.mapping.file().map(file -> file.path().deleted()).orElse(false);
    }
}
