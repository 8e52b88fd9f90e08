package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.Task;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes {@code /proc/.statfs}, which no kernel has: which device each filesystem that the guest's
 * first process sees is on, and how much room there is, for who asks by {@code stat(2)} and {@code
 * statfs(2)}. A line has the mount's path as in {@code mounts}, its device, and what {@link
 * FilesystemSpace} knows of it, or a question mark.
 */
public final class SpaceFile {
    /** Its name, which is found and not listed. */
    public static final String NAME = ".statfs";

    private static final int FIRST = 1;

    private SpaceFile() {}

    /**
     * Returns the text.
     *
     * @throws IOException if there is no first process, or its mounts cannot be read
     */
    public static byte[] text(ProcGuest guest) throws IOException {
        Optional<Task> first = guest.tasks().find(FIRST);
        if (first.isEmpty()) {
            throw new IOException("process 1: is not there, so its mounts are not known");
        }
        return new MountFiles(guest, first.get()).space();
    }
}
