package dev.yagura.view.guest;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileFlag;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.Origin;
import dev.yagura.storage.file.PastTimes;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A directory in which some names stand for the roots of other filesystems.
 *
 * @param below the directory itself
 * @param covers roots by name; one that the directory has not is there all the same
 */
record CoveredDirectory(StoredFile below, SequencedMap<FileName, StoredFile> covers)
        implements StoredFile {
    @Override
    public List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : below.entries()) {
            if (!covers.containsKey(entry.name())) {
                entries.add(entry);
            }
        }
        covers.forEach((name, root) ->
                entries.add(
                        new Entry(
                                name, root.attributes().inode(), Optional.of(FileType.DIRECTORY))));
        return entries;
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        StoredFile root = covers.get(name);
        return root == null ? below.find(name) : Optional.of(root);
    }

    @Override
    public StoredFile open(Entry entry) throws IOException {
        StoredFile root = covers.get(entry.name());
        return root == null ? below.open(entry) : root;
    }

    @Override
    public FileAttributes attributes() {
        return below.attributes();
    }

    @Override
    public Set<FileFlag> flags() {
        return below.flags();
    }

    @Override
    public Object filesystem() {
        return below.filesystem();
    }

    @Override
    public Origin origin() {
        return below.origin();
    }

    @Override
    public Optional<PastTimes> past() throws IOException {
        return below.past();
    }

    @Override
    public byte[] target() throws IOException {
        return below.target();
    }

    @Override
    public int read(long offset, MemorySegment destination) throws IOException {
        return below.read(offset, destination);
    }

    @Override
    public Map<String, byte[]> extendedAttributes() throws IOException {
        return below.extendedAttributes();
    }
}
