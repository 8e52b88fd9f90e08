package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.fs.CachedFile;
import dev.yagura.kernel.linux.fs.CachedFiles;
import dev.yagura.kernel.linux.fs.DeviceNumber;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Files whose contents are in the guest's memory. */
final class CachedFilesTable {
    private static final DeviceNumber NO_DEVICE = DeviceNumber.of(0);

    private CachedFilesTable() {}

    static GuestTable table() {
        return Columns.<CachedFile>of()
                .text(
                        "path",
                        "where processes see it; null if no name is in memory",
                        f -> f.path().orElse(null))
                .text("filesystem", "type of its filesystem", CachedFile::filesystem)
                .number("size", "in bytes", f -> f.size())
                .number("cachedPages", "4 KiB pages of it in memory", f -> f.pages())
                .number("inode", "inode number", f -> f.number())
                .flag("deleted", "whether it has no name any more", f -> f.deleted())
                .more()
                .text("type", "reg, link, blk and so on", f -> f.type().label())
                .list("paths", "all its names that are in memory", CachedFile::paths)
                .flag(
                        "mounted",
                        "whether the paths begin at a root that processes see; else at the"
                                + " filesystem's own",
                        f -> f.mounted())
                .flag(
                        "memoryOnly",
                        "whether the file is nowhere else, as on a tmpfs",
                        f -> f.isInMemoryOnly())
                .text(
                        "device",
                        "major:minor of what its filesystem is on",
                        f -> f.device().toString())
                .text(
                        "node",
                        "major:minor of a block device, whose pages these are",
                        f -> f.node().equals(NO_DEVICE) ? null : f.node().toString())
                .text("mode", "type and permissions, octal", f -> "0%o".formatted(f.mode()))
                .number("uid", "owner", f -> f.uid())
                .hex("inodeAddress", "its struct inode", CachedFile::gva)
                .hex("cache", "the address_space that has its pages", CachedFile::cacheGva)
                .hex("superBlock", "super_block of its filesystem", CachedFile::superBlockGva)
                .table(
                        "cached-files",
                        "files that the kernel has pages of, and all on filesystems in memory",
                        CachedFilesTable::list);
    }

    private static void list(TableContext context, RowSink<CachedFile> rows) throws IOException {
        Partial<CachedFile> files = CachedFiles.of(context.linux()).list();
        for (CachedFile file : files.items()) {
            rows.add(file);
        }
        files.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
