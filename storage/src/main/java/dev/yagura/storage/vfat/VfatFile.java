package dev.yagura.storage.vfat;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileFlag;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A file or directory, by its entry. */
final class VfatFile implements StoredFile {
    private static final Field ATTRIBUTES = new Field("DIR_Attr", 11, 1);
    private static final Field LENGTH = new Field("DIR_FileSize", 28, 4);

    private final Volume volume;
    private final DirectoryEntry entry;
    private final AtomicReference<Clusters> clusters = new AtomicReference<>();

    VfatFile(Volume volume, DirectoryEntry entry) {
        this.volume = volume;
        this.entry = entry;
    }

    @Override
    public FileAttributes attributes() {
        return entry.attributes();
    }

    @Override
    public Set<FileFlag> flags() {
        return attributes().type() == FileType.DIRECTORY
                ? Set.of(FileFlag.CASE_INSENSITIVE)
                : Set.of();
    }

    @Override
    public List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        directory()
                .visit(found ->
                        entries.add(
                                new Entry(
                                        found.name(),
                                        found.attributes().inode(),
                                        Optional.of(found.attributes().type()))));
        return entries;
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        AtomicReference<Optional<StoredFile>> file = new AtomicReference<>(Optional.empty());
        directory()
                .visit(found -> {
                    boolean other = !Names.matches(name, found);
                    if (!other) {
                        file.setPlain(Optional.of(new VfatFile(volume, found)));
                    }
                    return other;
                });
        return file.getPlain();
    }

    @Override
    public StoredFile open(Entry named) throws IOException {
        return new VfatFile(volume, Entries.at(volume, named.inode()));
    }

    @Override
    public Object filesystem() {
        return volume;
    }

    @Override
    public byte[] target() throws MalformedStructureException {
        throw structure()
                .malformed(
                        Reason.OUT_OF_RANGE,
                        ATTRIBUTES,
                        "is that of a %s, expected a SYMBOLIC_LINK".formatted(attributes().type()));
    }

    @Override
    public int read(long offset, MemorySegment destination) throws IOException {
        require(FileType.REGULAR);
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
        long left = Math.max(0, attributes().sizeBytes() - offset);
        int length = (int) Math.min(Math.min(left, destination.byteSize()), Integer.MAX_VALUE);
        long done = 0;
        while (done < length) {
            MemorySegment rest = destination.asSlice(done, length - done);
            done += readRun(offset + done, rest);
        }
        return length;
    }

    @Override
    public Map<String, byte[]> extendedAttributes() {
        return Map.of();
    }

    /** Copies from clusters that are neighbours; returns how much. */
    private long readRun(long offset, MemorySegment destination) throws IOException {
        long clusterBytes = volume.boot().clusterBytes();
        Clusters map = clusters();
        long index = offset / clusterBytes;
        long within = offset % clusterBytes;
        long first = map.at(index);
        if (first == Volume.END) {
            throw structure()
                    .malformed(
                            Reason.TRUNCATED,
                            LENGTH,
                            "is %d, but there are no more than %d clusters"
                                    .formatted(attributes().sizeBytes(), index));
        }
        long count = 1;
        while (count * clusterBytes - within < destination.byteSize()
                && map.at(index + count) == first + count) {
            count++;
        }
        long part = Math.min(count * clusterBytes - within, destination.byteSize());
        volume.device().read(volume.offset(first) + within, destination.asSlice(0, part));
        return part;
    }

    private Clusters clusters() throws MalformedStructureException {
        Clusters known = clusters.get();
        if (known == null) {
            boolean deleted = attributes().links() == 0;
            known =
                    deleted
                            ? new Clusters.InARow(volume, entry.firstCluster())
                            : new ClusterChain(volume, entry.firstCluster());
            clusters.set(known);
        }
        return known;
    }

    /** Returns what is in this directory; of a deleted one nobody knows which clusters it had. */
    private Directory directory() throws MalformedStructureException {
        require(FileType.DIRECTORY);
        if (attributes().links() == 0) {
            throw structure()
                    .malformed(
                            Reason.UNSUPPORTED,
                            ATTRIBUTES,
                            "is that of a deleted directory, which is not read");
        }
        return new Directory(volume, entry);
    }

    private void require(FileType expected) throws MalformedStructureException {
        if (attributes().type() != expected) {
            throw structure()
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            ATTRIBUTES,
                            "is that of a %s, expected a %s"
                                    .formatted(attributes().type(), expected));
        }
    }

    private Structure structure() {
        return new Structure("fat entry " + attributes().inode(), MemorySegment.NULL);
    }
}
