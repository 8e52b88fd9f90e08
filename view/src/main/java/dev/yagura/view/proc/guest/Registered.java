package dev.yagura.view.proc.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.fs.ProcfsEntries;
import dev.yagura.kernel.linux.fs.ProcfsEntry;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.FixedFolder;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that the kernel and its modules have registered in procfs: what a directory lists is
 * what is registered in it, and nothing else. Content comes from who knows it; a registered file
 * that nobody here knows is there, and an error for who reads it.
 */
public final class Registered {
    private static final int TYPE_MASK = 0xF000;
    private static final int DIRECTORY = 0x4000;
    private static final int LINK = 0xA000;
    private static final int MAX_TARGET_BYTES = 4095;

    private final ProcGuest guest;
    private final Once<Map<Place, List<ProcfsEntry>>> entries = new Once<>(this::read);

    /** A directory: whose tree it is in, and its path. */
    private record Place(long namespace, String path) {}

    Registered(ProcGuest guest) {
        this.guest = guest;
    }

    private Map<Place, List<ProcfsEntry>> read() throws IOException {
        Map<Place, List<ProcfsEntry>> byPlace = new HashMap<>();
        Partial<ProcfsEntry> all;
        try {
            all = ProcfsEntries.list(guest.linux());
        } catch (KernelLayoutException e) {
            guest.notes().add("procfs", String.valueOf(e.getMessage()));
            return byPlace;
        }
        all.missing().forEach(missing -> guest.notes().add(missing.what(), missing.why()));
        for (ProcfsEntry entry : all.items()) {
            String parent = entry.path().substring(0, entry.path().lastIndexOf('/'));
            byPlace.computeIfAbsent(new Place(entry.namespace(), parent), _ -> new ArrayList<>())
                    .add(entry);
        }
        return byPlace;
    }

    /**
     * Returns a directory. Where nothing is known of what is registered, it has the files whose
     * content is known.
     *
     * @param namespace inode of the network name space whose tree it is in; 0 for the one of all
     * @param path of the directory, {@code "/proc"} or {@code "/proc/net"} the topmost
     * @param known what is known, by path below this directory
     */
    public Folder folder(long namespace, String path, Known known) {
        return new RegisteredFolder(new Place(namespace, path), path, known);
    }

    /**
     * What is known of registered files.
     *
     * @param contents of files, by path
     * @param files that are made otherwise, by path
     */
    public record Known(Map<String, Content> contents, Map<String, StoredFile> files) {
        /** Copies both. */
        public Known {
            contents = new LinkedHashMap<>(contents);
            files = new LinkedHashMap<>(files);
        }
    }

    private final class RegisteredFolder implements Folder {
        private final Place place;
        private final String top;
        private final Known known;

        RegisteredFolder(Place place, String top, Known known) {
            this.place = place;
            this.top = top;
            this.known = known;
        }

        private Folder made() throws IOException {
            Map<String, StoredFile> made = new LinkedHashMap<>();
            List<ProcfsEntry> here = entries.get().get(place);
            if (here != null) {
                for (ProcfsEntry entry : here) {
                    made.put(entry.path().substring(place.path().length() + 1), file(entry));
                }
            } else if (place.path().equals(top)) {
                known.contents()
                        .forEach((path, content) ->
                                made.put(path, guest.file(top + "/" + path, content)));
                made.putAll(known.files());
            }
            return FixedFolder.of(made);
        }

        private StoredFile file(ProcfsEntry entry) {
            String below = entry.path().substring(top.length() + 1);
            StoredFile whole = known.files().get(below);
            if (whole != null) {
                return whole;
            }
            Inode inode =
                    guest.inode("", entry.mode() & 07777, (int) entry.uid(), (int) entry.gid())
                            .with(entry.number(), entry.mode() & 07777);
            return switch (entry.mode() & TYPE_MASK) {
                case DIRECTORY -> {
                    Place inside = new Place(place.namespace(), entry.path());
                    yield guest.directory(inode, new RegisteredFolder(inside, top, known));
                }
                case LINK -> guest.link(inode, entry.size(), () -> target(entry));
                default -> {
                    Content content = known.contents().get(below);
                    yield content == null
                            ? guest.unknown(inode, entry.path() + ": is not read from memory")
                            : guest.file(inode, content);
                }
            };
        }

        @Override
        public List<StoredFile.Entry> entries() throws IOException {
            return made().entries();
        }

        @Override
        public Optional<StoredFile> find(FileName name) throws IOException {
            return made().find(name);
        }
    }

    private byte[] target(ProcfsEntry entry) throws IOException {
        return guest.memory().cString(entry.dataGva(), MAX_TARGET_BYTES).getBytes(UTF_8);
    }
}
