package dev.yagura.kernel.linux.fs;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.GuestPath;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Paths;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;

/**
 * Reads files as their users know them: of a file on a stacked filesystem such as overlayfs, {@code
 * mmap} keeps the file below, with the path of the one above beside it since 6.8.
 */
public final class MappedFiles {
    /**
     * {@code FMODE_BACKING}, include/linux/fs.h: bit 25, and 24 since bit 25 has another meaning,
     * in updates of 6.12 too. So it is taken with {@code FMODE_NOACCOUNT}, which such files have.
     */
    private static final int BACKING = 1 << 24 | 1 << 25;

    private static final int NOT_COUNTED = 1 << 29;

    private final StructViews views;
    private final Paths paths;
    private final FileNodes nodes;
    private final boolean stacked;

    private MappedFiles(Linux linux) throws IOException {
        this.views = linux.views();
        this.paths = linux.paths();
        this.nodes = FileNodes.of(linux);
        this.stacked = views.has("backing_file", "user_path");
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's files cannot be read: a field is missing
     */
    public static MappedFiles of(Linux linux) throws IOException {
        return new MappedFiles(linux);
    }

    /**
     * A file, and where its user finds it.
     *
     * @param path where it is
     * @param node the file itself
     */
    public record MappedFile(GuestPath path, FileNode node) {
        /** Requires both. */
        public MappedFile {
            requireNonNull(path, "path");
            requireNonNull(node, "node");
        }
    }

    /**
     * Reads the file that a mapping has.
     *
     * @param gva address of its {@code struct file}
     * @throws IOException if guest memory cannot be read, or holds no file there
     */
    public MappedFile at(long gva) throws IOException {
        FileStruct file = views.at(FileStruct.class, gva);
        if (stacked && (file.mode() & BACKING) != 0 && (file.mode() & NOT_COUNTED) != 0) {
            BackingFile backing = views.at(BackingFile.class, gva);
            return new MappedFile(
                    paths.of(backing.mountGva(), backing.dentryGva()),
                    nodes.ofDentry(backing.dentryGva()));
        }
        return new MappedFile(
                paths.of(file.mountGva(), file.dentryGva()), nodes.at(file.inodeGva()));
    }
}
