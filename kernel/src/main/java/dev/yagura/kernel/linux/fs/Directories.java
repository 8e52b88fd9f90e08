package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks names up in directories, as far as the kernel remembers them: names that were used lately.
 * Safe for concurrent use.
 */
public final class Directories {
    private static final int MAX_NAME_BYTES = 255;

    private final Linux linux;
    private final StructViews views;
    private final FileNodes nodes;

    private Directories(Linux linux) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.nodes = FileNodes.of(linux);
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's directories cannot be read: a field is missing
     */
    public static Directories of(Linux linux) throws IOException {
        linux.views().require(CachedName.class);
        return new Directories(linux);
    }

    /**
     * A name of a file.
     *
     * @param gva address of its dentry
     * @param node the file
     */
    public record Name(long gva, FileNode node) {}

    /**
     * Returns the address of the directory that a process has for its root.
     *
     * @throws IOException if guest memory cannot be read
     */
    public OptionalLong rootOf(Task process) throws IOException {
        return views.at(TaskFiles.class, process.gva()).rootDentryGva();
    }

    /**
     * Returns the name that a file was opened by.
     *
     * @param fileGva address of the {@code struct file}
     * @throws IOException if guest memory cannot be read
     */
    public long nameOf(long fileGva) throws IOException {
        return views.at(FileStruct.class, fileGva).dentryGva();
    }

    /**
     * Looks a name up.
     *
     * @param directoryGva address of the directory's dentry
     * @return the file; empty if there is none or the kernel has forgotten it
     * @throws dev.yagura.kernel.walk.WalkCutException if the directory's list breaks off
     * @throws IOException if guest memory cannot be read
     */
    public Optional<Name> find(long directoryGva, String name) throws IOException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (CachedName child : children(directoryGva).complete()) {
            if (child.hashed() != 0 && child.inodeGva() != 0 && isCalled(child, wanted)) {
                return Optional.of(new Name(child.gva(), nodes.at(child.inodeGva())));
            }
        }
        return Optional.empty();
    }

    /**
     * Looks for another file that has the place of one whose name is gone, as after an upgrade.
     *
     * @param dentryGva the name that is gone
     * @throws IOException if guest memory cannot be read
     */
    public Optional<Name> replacement(long dentryGva) throws IOException {
        CachedName gone = views.at(CachedName.class, dentryGva);
        if (gone.parentGva() == gone.gva()) {
            return Optional.empty();
        }
        int length = Math.clamp(Integer.toUnsignedLong(gone.nameLength()), 0, MAX_NAME_BYTES);
        byte[] name = views.kernel().memory().bytes(gone.nameGva(), length);
        return find(gone.parentGva(), new String(name, StandardCharsets.UTF_8));
    }

    private Walk<CachedName> children(long directoryGva) throws IOException {
        if (views.has("dentry", "d_children")) { // since 6.8
            long head = directoryGva + views.offsetOf("dentry", "d_children");
            return linux.walks().hlist(head, CachedName.class, "d_sib");
        }
        long head = directoryGva + views.offsetOf("dentry", "d_subdirs");
        return linux.walks().list(head, CachedName.class, "d_child");
    }

    private boolean isCalled(CachedName child, byte[] wanted) throws IOException {
        return child.nameLength() == wanted.length
                && Arrays.equals(
                        views.kernel().memory().bytes(child.nameGva(), wanted.length), wanted);
    }
}
