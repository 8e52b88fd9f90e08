package dev.yagura.sandbox.fuse;

import dev.yagura.storage.file.FileTree;
import dev.yagura.syscall.FileDescriptors;
import dev.yagura.syscall.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A tree of files, mounted on a directory of this host.
 *
 * <p>Read-only; programs on it do not run, devices do not open, set-uid means nothing. Ends when it
 * is closed, or unmounted by {@code umount(8)}. The tree must be of one moment: the kernel keeps
 * what it was told of names and attributes, and what it has read.
 */
public final class FuseMount implements AutoCloseable {
    private static final long CLOSING_SECONDS = 5;
    private static final int S_IFDIR = 0040000;

    private final Path directory;
    private final int device;
    private final FuseConnection connection;
    private final Losses losses;
    private boolean closed;

    /**
     * How a tree is mounted.
     *
     * @param source what {@code mount(8)} calls it; no line breaks or commas
     * @param everybody whether other users of this host may read it; else its owner only
     * @param permissions whether the files' own modes decide who may read them, as in the guest;
     *     else whoever may read any may read all
     */
    public record Options(String source, boolean everybody, boolean permissions) {
        /** For its owner, who may read everything. */
        public static Options forOwner(String source) {
            return new Options(source, false, false);
        }
    }

    private FuseMount(Path directory, int device, FuseConnection connection, Losses losses) {
        this.directory = directory;
        this.device = device;
        this.connection = connection;
        this.losses = losses;
    }

    /**
     * Mounts a tree.
     *
     * @param tree must be readable until the mount has ended
     * @param directory an existing directory
     * @throws IOException if there is none, this process may not mount, or the tree has no root
     */
    public static FuseMount mount(FileTree tree, Path directory, Options options)
            throws IOException {
        Path target = directory.toRealPath();
        if (!Files.isDirectory(target)) {
            throw new IOException(
                    "%s: is no directory, expected one to mount on".formatted(directory));
        }
        Losses losses = new Losses();
        FileAnswers answers = new FileAnswers(tree, losses);
        int device = open();
        String data =
                "fd=%d,rootmode=%o,user_id=%d,group_id=%d,max_read=%d%s%s"
                        .formatted(
                                device,
                                S_IFDIR,
                                Mounts.user(),
                                Mounts.group(),
                                FuseConnection.MAX_READ_BYTES,
                                options.everybody() ? ",allow_other" : "",
                                options.permissions() ? ",default_permissions" : "");
        int result =
                Mounts.mount(
                        options.source(),
                        target.toString(),
                        "fuse.yagura",
                        Mounts.MS_RDONLY | Mounts.MS_NOSUID | Mounts.MS_NODEV | Mounts.MS_NOEXEC,
                        data);
        if (result < 0) {
            FileDescriptors.close(device);
            throw FuseConnection.refused("mount on " + directory, -result);
        }
        FuseConnection connection = new FuseConnection(device, answers, losses);
        connection.start();
        return new FuseMount(target, device, connection, losses);
    }

    /**
     * Makes sure that this kernel has FUSE and this process may use it, so that nothing is begun in
     * vain.
     *
     * @throws IOException if it has not; the message says what is needed
     */
    public static void requireDevice() throws IOException {
        FileDescriptors.close(open());
    }

    private static int open() throws IOException {
        int device = FileDescriptors.open(FuseConnection.DEVICE, FileDescriptors.O_RDWR);
        if (device < 0) {
            throw FuseConnection.refused(FuseConnection.DEVICE, -device);
        }
        return device;
    }

    /** Returns the directory, without symbolic links. */
    public Path directory() {
        return directory;
    }

    /** Returns what could not be read up to now. */
    public Losses losses() {
        return losses;
    }

    /**
     * Waits until somebody unmounts it, or nothing of it can be answered any more, of which {@link
     * #losses} tells.
     */
    public void awaitEnd() throws InterruptedException {
        connection.await();
    }

    /**
     * Unmounts it. Programs that have files of it open keep them until they close them, or this
     * process ends.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!connection.isUnmounted()) {
                Mounts.unmount(directory.toString(), Mounts.MNT_DETACH);
            }
            if (connection.await(CLOSING_SECONDS)) {
                FileDescriptors.close(device);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
