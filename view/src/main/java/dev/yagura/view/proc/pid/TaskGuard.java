package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.storage.file.FileGoneException;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.Content;
import java.io.IOException;

/**
 * Knows whether a task is still the one that was found, in the program that it ran then. Of a guest
 * that runs on, that is looked up in memory as it is when it is asked for.
 */
final class TaskGuard {
    private final ProcGuest guest;
    private final long gva;
    private final String path;
    private final TaskIdentity found;

    /**
     * Keeps what the task is now.
     *
     * @param path of its directory, for people
     * @throws IOException if the task cannot be read
     */
    TaskGuard(ProcGuest guest, Task task, String path) throws IOException {
        this.guest = guest;
        this.gva = task.gva();
        this.path = path;
        this.found = TaskIdentity.of(guest.linux(), gva);
    }

    /** Returns the same content, and {@link FileGoneException} instead once that is not so. */
    Content content(Content content) {
        return () -> {
            byte[] bytes = content.bytes();
            if (!isStill()) {
                throw gone();
            }
            return bytes;
        };
    }

    /**
     * Returns whether the task is the one that was found, with all that it had: always so in a
     * guest that stands still.
     *
     * @throws IOException if the memory source fails
     */
    boolean isStill() throws IOException {
        Linux linux = guest.linux();
        return !linux.kernel().memory().physical().isLive()
                || TaskIdentity.of(linux.again(), gva).equals(found);
    }

    /**
     * Expects the task to be there, whatever program it runs.
     *
     * @param now the guest as it is by now
     * @throws FileGoneException if it is not
     * @throws IOException if the memory source fails
     */
    void requireSameTask(Linux now) throws IOException {
        if (!found.isSameTask(TaskIdentity.of(now, gva))) {
            throw gone();
        }
    }

    private FileGoneException gone() {
        return new FileGoneException("/proc" + path);
    }
}
