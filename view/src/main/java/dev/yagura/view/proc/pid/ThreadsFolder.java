package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.Task;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.guest.TaskNumber;
import dev.yagura.view.synthetic.Folder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The threads of a process: {@code task}. A thread that is not among those of its process, and is
 * anywhere else, is found and not listed.
 */
record ThreadsFolder(ProcGuest guest, Task process) implements Folder {

    @Override
    public List<StoredFile.Entry> entries() throws IOException {
        List<StoredFile.Entry> entries = new ArrayList<>();
        for (Task thread : guest.tasks().threads(process)) {
            String path = "/%d/task/%d/".formatted(thread.tgid(), thread.pid());
            entries.add(
                    new StoredFile.Entry(
                            FileName.of(Integer.toString(thread.pid())),
                            ProcGuest.numberOf(path),
                            Optional.of(FileType.DIRECTORY)));
        }
        return entries;
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        OptionalInt number = TaskNumber.parse(name);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        for (Task thread : guest.tasks().threads(process)) {
            if (thread.pid() == number.getAsInt()) {
                return Optional.of(TaskFolder.ofThread(guest, thread));
            }
        }
        Optional<Task> hidden =
                guest.tasks().find(number.getAsInt()).filter(task -> task.tgid() == process.tgid());
        return hidden.isEmpty()
                ? Optional.empty()
                : Optional.of(TaskFolder.ofThread(guest, hidden.get()));
    }
}
