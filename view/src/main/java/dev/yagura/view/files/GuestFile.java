package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A file of the guest: on disk, in memory, or both; then memory is right where they differ. */
final class GuestFile implements StoredFile {
    private static final int MAX_TARGET_BYTES = 4095;

    private final MountTable mounts;
    private final GuestMount mount;
    private final String path;
    private final Optional<StoredFile> disk;
    private final Optional<CachedInode> cached;
    private final FileAttributes attributes;

    /** What tells files apart, where inode numbers alone do not. */
    private record Numbers(long superBlockGva, Object onDisk) {}

    private GuestFile(
            MountTable mounts,
            GuestMount mount,
            String path,
            Optional<StoredFile> disk,
            Optional<CachedInode> cached,
            FileAttributes attributes) {
        this.mounts = mounts;
        this.mount = mount;
        this.path = path;
        this.disk = disk;
        this.cached = cached;
        this.attributes = attributes;
    }

    /**
     * Makes a file of what is on disk and what is in memory, at least one of them.
     *
     * @param path in its filesystem
     */
    static GuestFile of(
            MountTable mounts,
            GuestMount mount,
            String path,
            Optional<StoredFile> disk,
            Optional<CachedInode> cached) {
        if (cached.isEmpty()) {
            FileAttributes attributes = disk.orElseThrow().attributes();
            return new GuestFile(mounts, mount, path, disk, cached, attributes);
        }
        // Another type: the number was given to a new file since.
        FileType type = cached.get().attributes().type();
        Optional<StoredFile> same = disk.filter(file -> file.attributes().type() == type);
        FileAttributes attributes =
                cached.get().attributesMade(same.flatMap(file -> file.attributes().created()));
        return new GuestFile(mounts, mount, path, same, cached, attributes);
    }

    GuestMount mount() {
        return mount;
    }

    /** Returns its path in its filesystem. */
    String path() {
        return path;
    }

    @Override
    public FileAttributes attributes() {
        return attributes;
    }

    @Override
    public Set<FileFlag> flags() {
        return disk.map(StoredFile::flags).orElse(Set.of());
    }

    @Override
    public Origin origin() {
        if (disk.isEmpty()) {
            return Origin.MEMORY;
        }
        if (cached.isEmpty()) {
            return Origin.DISK;
        }
        try {
            Optional<StoredFile> written = mount.filesystem().written(attributes.inode());
            return written.isEmpty()
                    ? Origin.MEMORY
                    : cached.get().isNewerThan(written.get().attributes())
                            ? Origin.DISK_AND_MEMORY
                            : Origin.DISK;
        } catch (IOException e) {
            return Origin.DISK_AND_MEMORY; // the disk fails, and memory has it
        }
    }

    @Override
    public Object filesystem() {
        GuestFilesystem filesystem = mount.filesystem();
        Object onDisk =
                filesystem.hasSameNumbers()
                        ? StoredFile.class
                        : disk.map(StoredFile::filesystem).orElse(StoredFile.class);
        return new Numbers(filesystem.superBlockGva(), onDisk);
    }

    /** Returns the disk's names as memory leaves them, then those that only memory has. */
    @Override
    public List<Entry> entries() throws IOException {
        requireType(FileType.DIRECTORY, "entries");
        SortedMap<FileName, Long> inMemory = names();
        SortedMap<FileName, Long> added = new TreeMap<>(inMemory);
        List<Entry> all = new ArrayList<>();
        if (disk.isPresent()) {
            for (Entry entry : disk.get().entries()) {
                Long now = inMemory.get(entry.name());
                if (now == null ? !tree().hasNoOtherName(entry.inode()) : now == entry.inode()) {
                    all.add(entry);
                    added.remove(entry.name());
                }
            }
        }
        added.forEach((name, number) -> {
            if (number != CachedTree.NOTHING) {
                all.add(new Entry(name, number, typeOf(number)));
            }
        });
        return all;
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        requireType(FileType.DIRECTORY, "entries");
        Long now = names().get(name);
        if (now != null) {
            return now == CachedTree.NOTHING ? Optional.empty() : Optional.of(child(name, now));
        }
        Optional<StoredFile> found = disk.isEmpty() ? Optional.empty() : disk.get().find(name);
        return found.isEmpty() || tree().hasNoOtherName(found.get().attributes().inode())
                ? Optional.empty()
                : Optional.of(child(name, found.get()));
    }

    @Override
    public StoredFile open(Entry entry) throws IOException {
        return disk.isEmpty() || names().containsKey(entry.name())
                ? child(entry.name(), entry.inode())
                : child(entry.name(), disk.get().open(entry));
    }

    private StoredFile child(FileName name, long number) throws IOException {
        Optional<StoredFile> onDisk = mount.filesystem().onDisk(number);
        Optional<CachedInode> inMemory = tree().inode(number);
        if (onDisk.isEmpty() && inMemory.isEmpty()) {
            throw malformed("entry", "is inode %d, which is not there".formatted(number));
        }
        return child(name, onDisk, inMemory);
    }

    private StoredFile child(FileName name, StoredFile onDisk) throws IOException {
        Optional<CachedInode> inMemory =
                mount.filesystem().hasSameNumbers()
                        ? tree().inode(onDisk.attributes().inode())
                        : Optional.empty();
        return child(name, Optional.of(onDisk), inMemory);
    }

    private StoredFile child(
            FileName name, Optional<StoredFile> onDisk, Optional<CachedInode> inMemory)
            throws IOException {
        String below = (path.equals("/") ? "" : path) + "/" + name;
        return mounts.seen(of(mounts, mount, below, onDisk, inMemory));
    }

    @Override
    public byte[] target() throws IOException {
        requireType(FileType.SYMBOLIC_LINK, "target");
        if (disk.isPresent()) {
            return disk.get().target();
        }
        long length = attributes.sizeBytes();
        if (length < 1 || length > MAX_TARGET_BYTES) {
            throw malformed("i_size", "is %d, expected 1..%d".formatted(length, MAX_TARGET_BYTES));
        }
        byte[] target = new byte[(int) length];
        mounts.pages().readTarget(source(), target);
        return target;
    }

    @Override
    public int read(long offset, MemorySegment destination) throws IOException {
        requireType(FileType.REGULAR, "content");
        if (cached.isEmpty() || isOnDiskAlone()) {
            return disk.orElseThrow().read(offset, destination);
        }
        long left = attributes.sizeBytes() - offset;
        int length = Math.clamp(Math.min(left, destination.byteSize()), 0, Integer.MAX_VALUE);
        return mounts.pages().read(source(), offset, destination.asSlice(0, length));
    }

    /** Returns whether memory has no page, and nothing else to say of the content. */
    private boolean isOnDiskAlone() {
        return disk.isPresent()
                && disk.get().attributes().sizeBytes() == attributes.sizeBytes()
                && cached.orElseThrow().pages() == 0;
    }

    /** Returns those on disk; of a filesystem in memory they are not read. */
    @Override
    public Optional<PastTimes> past() throws IOException {
        return disk.isEmpty() ? Optional.empty() : disk.get().past();
    }

    @Override
    public Map<String, byte[]> extendedAttributes() throws IOException {
        return disk.isEmpty() ? Map.of() : disk.get().extendedAttributes();
    }

    private PageReader.Source source() {
        return new PageReader.Source(mount.filesystem(), cached.orElseThrow(), disk);
    }

    private CachedTree tree() {
        return mount.filesystem().cached();
    }

    private SortedMap<FileName, Long> names() {
        return cached.isEmpty()
                ? new TreeMap<>()
                : tree().namesIn(cached.get().attributes().inode());
    }

    private Optional<FileType> typeOf(long number) {
        return tree().inode(number).map(inode -> inode.attributes().type());
    }

    private void requireType(FileType type, String field) throws MalformedStructureException {
        if (attributes.type() != type) {
            throw malformed(field, "are those of a %s".formatted(attributes.type()));
        }
    }

    private MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                "%s inode %d".formatted(mount.filesystem().type(), attributes.inode()),
                field,
                0,
                detail);
    }
}
