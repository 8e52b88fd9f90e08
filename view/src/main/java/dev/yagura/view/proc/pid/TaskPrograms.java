package dev.yagura.view.proc.pid;

import dev.yagura.storage.file.FileGoneException;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.Folder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A task through the programs that it runs one after the other: what is given out is true of one of
 * them, from the first word to the last.
 *
 * <p>Of a guest that runs on, that is looked up in memory as it is once the text is made: what lies
 * at the same addresses by then may be another's. A task that has begun another program since is
 * the same process, so its files are read anew, of that program. Safe for concurrent use.
 */
final class TaskPrograms {
    /** A task that begins programs faster than they are read is not waited for. */
    private static final int MAX_TRIES = 4;

    private TaskFiles current;

    /** Begins with the program that the task runs. */
    TaskPrograms(TaskFiles current) {
        this.current = current;
    }

    /** Makes something of one program's files. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(TaskFiles files) throws IOException;
    }

    /** Returns the content of a file, or {@link FileGoneException} once the task has ended. */
    Content content(String name) {
        return () -> read(files -> files.content(name).orElseThrow(() -> gone(files)).bytes());
    }

    /** Returns a directory, or {@link FileGoneException} once the task has ended. */
    Folder folder(String name) {
        return new Folder() {
            @Override
            public List<StoredFile.Entry> entries() throws IOException {
                return read(files -> folder(files).entries());
            }

            @Override
            public Optional<StoredFile> find(FileName child) throws IOException {
                return read(files -> folder(files).find(child));
            }

            private Folder folder(TaskFiles files) throws IOException {
                return files.folder(name).orElseThrow(() -> gone(files));
            }
        };
    }

    private <T> T read(Reading<T> reading) throws IOException {
        TaskFiles files = current();
        for (int i = 0; i < MAX_TRIES; i++) {
            try {
                T made = reading.of(files);
                if (files.guard().isStill()) {
                    return made;
                }
            } catch (IOException e) {
                if (files.guard().isStill()) {
                    throw e;
                }
            }
            files = next(files);
        }
        throw gone(files);
    }

    private synchronized TaskFiles current() {
        return current;
    }

    /** Returns the files of the program that follows; another thread may have made them. */
    private synchronized TaskFiles next(TaskFiles before) throws IOException {
        if (current == before) {
            current = before.again();
        }
        return current;
    }

    private static FileGoneException gone(TaskFiles files) {
        return new FileGoneException("/proc" + files.path());
    }
}
