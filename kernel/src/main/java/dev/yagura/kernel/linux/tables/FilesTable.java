package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.OpenFile;
import dev.yagura.kernel.linux.fs.OpenFiles;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What processes have open. */
final class FilesTable {
    private static final int MAY_READ = 1;
    private static final int MAY_WRITE = 2;

    private FilesTable() {}

    /** A file, the process that holds it, and whose its operations are. */
    private record Held(OpenFile file, Task process, CodeLocation operations) {
        @Override
        public String toString() {
            return "process %d, file %s".formatted(file.pid(), file.holder());
        }
    }

    static GuestTable table() {
        return Columns.<Held>of()
                .number("pid", "process that holds it", h -> h.file.pid())
                .text("comm", "name of the process", h -> h.process.displayName())
                .text(
                        "fd",
                        "descriptor, or cwd, root, exe: directories and program of the process",
                        h -> h.file.holder())
                .text(
                        "type",
                        "reg, dir, chr, blk, fifo, link, socket; anon for what is no file",
                        h -> h.file.node().type().label())
                .text(
                        "access",
                        "r, w or rw as it was opened; null for cwd, root",
                        FilesTable::access)
                .text(
                        "path",
                        "as readlink /proc/PID/fd/N prints it to init",
                        h -> h.file.path().toString())
                .more()
                .number("tid", "thread whose table it is in, mostly pid", h -> h.file.tid())
                .text(
                        "flags",
                        "octal, as in /proc/PID/fdinfo/N; null for cwd, root",
                        h -> h.file.isOpen() ? "0%o".formatted(h.file.flags()) : null)
                .number(
                        "position",
                        "offset of the next read or write, in bytes; null for cwd, root",
                        h -> h.file.isOpen() ? h.file.position() : null)
                .flag(
                        "deleted",
                        "whether its name is gone, or it never had one",
                        h -> h.file.path().deleted())
                .number("inode", "inode number", h -> h.file.node().number())
                .text(
                        "device",
                        "major:minor of what its filesystem is on",
                        h -> h.file.node().device().toString())
                .text("node", "major:minor of a chr or blk; null for others", FilesTable::node)
                .text("filesystem", "type of its filesystem", h -> h.file.node().filesystem())
                .text(
                        "mode",
                        "type and permissions, octal",
                        h -> "0%o".formatted(h.file.node().mode() & 0xFFFF))
                .number("uid", "owner of the file", h -> h.file.node().uid())
                .number("links", "how many names it has", h -> h.file.node().links())
                .number("size", "in bytes", h -> h.file.node().size())
                .hexOrNone("file", "its struct file; null for cwd, root", h -> h.file.gva())
                .hexOrNone("inodeAddress", "its struct inode", h -> h.file.node().gva())
                .hexOrNone("private", "what its driver keeps of it", h -> h.file.privateGva())
                .hexOrNone("handler", "its file_operations", h -> h.file.operationsGva())
                .text("symbol", "symbol of its file_operations", h -> h.operations.symbol())
                .text(
                        "owner",
                        "whose they are: kernel, a module's name, unknown; empty for cwd, root",
                        h -> h.operations.owner())
                .table("files", "what processes have open", FilesTable::list);
    }

    private static void list(TableContext context, RowSink<Held> rows) throws IOException {
        OpenFiles files = OpenFiles.of(context.linux());
        Owners owners = context.linux().owners();
        for (Task process : context.linux().tasks().processes()) {
            if (!context.wants(process.tgid())) {
                continue;
            }
            Partial<OpenFile> open = files.of(process);
            for (OpenFile file : open.items()) {
                rows.add(new Held(file, process, owners.locate(file.operationsGva())));
            }
            open.missing().forEach(missing -> rows.gap(missing.what(), missing.why()));
        }
    }

    private static @Nullable String access(Held held) {
        return switch (held.file.mode() & (MAY_READ | MAY_WRITE)) {
            case MAY_READ -> "r";
            case MAY_WRITE -> "w";
            case MAY_READ | MAY_WRITE -> "rw";
            default -> null;
        };
    }

    private static @Nullable String node(Held held) {
        return switch (held.file.node().type()) {
            case CHARACTER, BLOCK -> held.file.node().node().toString();
            default -> null;
        };
    }
}
