package dev.yagura.view.proc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.kernel.linux.Task;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.guest.TaskNumber;
import dev.yagura.view.proc.pid.SpaceFile;
import dev.yagura.view.proc.pid.TaskFolder;
import dev.yagura.view.synthetic.FixedFolder;
import dev.yagura.view.synthetic.Folder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;

/** The top of procfs: what is registered there, links to oneself, and processes by number. */
final class RootFolder implements Folder {
    /** Is found and not listed, and no kernel has it: the numbers that are found. */
    private static final FileName NUMBERS = FileName.of(".yagura-tasks");

    /** Directories of processes that are kept, with what was read for them. */
    private static final int KEPT = 256;

    private static final FileName SPACE = FileName.of(SpaceFile.NAME);

    private final ProcGuest guest;
    private final Folder registered;
    private final Folder links;
    private final Map<Integer, StoredFile> kept =
            new LinkedHashMap<>(KEPT, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, StoredFile> eldest) {
                    return size() > KEPT;
                }
            };

    RootFolder(ProcGuest guest, Folder registered, Map<String, StoredFile> links) {
        this.guest = guest;
        this.registered = registered;
        this.links = FixedFolder.of(links);
    }

    /** Returns names in the order of {@code proc_root_readdir()} in fs/proc/root.c. */
    @Override
    public List<StoredFile.Entry> entries() throws IOException {
        List<StoredFile.Entry> entries = new ArrayList<>(registered.entries());
        entries.addAll(links.entries());
        for (int number : guest.tasks().listed()) {
            entries.add(
                    new StoredFile.Entry(
                            FileName.of(Integer.toString(number)),
                            ProcGuest.numberOf("/" + number + "/"),
                            Optional.of(FileType.DIRECTORY)));
        }
        return entries;
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        OptionalInt number = TaskNumber.parse(name);
        if (number.isPresent()) {
            return process(number.getAsInt());
        }
        if (name.equals(SPACE)) {
            return Optional.of(guest.file("/proc/" + SpaceFile.NAME, () -> SpaceFile.text(guest)));
        }
        if (name.equals(NUMBERS)) {
            return Optional.of(guest.file("/" + NUMBERS, this::numbers));
        }
        Optional<StoredFile> link = links.find(name);
        return link.isPresent() ? link : registered.find(name);
    }

    /** Returns how many there are, and then each, a line each: who has not read all can tell. */
    private byte[] numbers() throws IOException {
        SortedSet<Integer> found = guest.tasks().found();
        StringBuilder text = new StringBuilder().append(found.size()).append('\n');
        found.forEach(number -> text.append(number).append('\n'));
        return text.toString().getBytes(US_ASCII);
    }

    private Optional<StoredFile> process(int number) throws IOException {
        synchronized (kept) {
            StoredFile known = kept.get(number);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<Task> task = guest.tasks().find(number);
        if (task.isEmpty()) {
            return Optional.empty();
        }
        StoredFile made = TaskFolder.ofProcess(guest, task.get());
        synchronized (kept) {
            kept.put(number, made);
        }
        return Optional.of(made);
    }
}
