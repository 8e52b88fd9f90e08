package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.storage.file.FileGoneException;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.Folder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Gives out what was read of a task only if the task is still the one that was found. Of a guest
 * that runs on, that is looked up in memory as it is once the text is made: what lies at the same
 * addresses by then may be another's.
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

    /** Returns the same content, and {@link FileGoneException} instead once the task is gone. */
    Content content(Content content) {
        return () -> {
            byte[] bytes = content.bytes();
            requireStill();
            return bytes;
        };
    }

    /** Returns the same directory, and {@link FileGoneException} instead once the task is gone. */
    Folder folder(Folder folder) {
        return new Folder() {
            @Override
            public List<StoredFile.Entry> entries() throws IOException {
                List<StoredFile.Entry> entries = folder.entries();
                requireStill();
                return entries;
            }

            @Override
            public Optional<StoredFile> find(FileName name) throws IOException {
                Optional<StoredFile> file = folder.find(name);
                requireStill();
                return file;
            }
        };
    }

    private void requireStill() throws IOException {
        Linux linux = guest.linux();
        if (linux.kernel().memory().physical().isLive()
                && !TaskIdentity.of(linux.again(), gva).equals(found)) {
            throw new FileGoneException("/proc" + path);
        }
    }
}
