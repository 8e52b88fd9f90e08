package dev.yagura.storage.disk;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileFlag;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.PastTimes;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A file of one of several filesystems, below which the others are seen where they are mounted. */
final class JoinedFile implements StoredFile {
    private final MountTable mounts;
    private final FoundFilesystem on;
    private final StoredFile file;

    JoinedFile(MountTable mounts, FoundFilesystem on, StoredFile file) {
        this.mounts = mounts;
        this.on = on;
        this.file = file;
    }

    /** Returns the filesystem that the file is on. */
    FoundFilesystem on() {
        return on;
    }

    @Override
    public FileAttributes attributes() {
        return file.attributes();
    }

    @Override
    public Set<FileFlag> flags() {
        return file.flags();
    }

    /** Returns the names; inode numbers are of the directories below mounts, as in Linux. */
    @Override
    public List<Entry> entries() throws IOException {
        return file.entries();
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        return file.find(name).map(found -> mounts.seen(on, found));
    }

    @Override
    public StoredFile open(Entry entry) throws IOException {
        return mounts.seen(on, file.open(entry));
    }

    @Override
    public Optional<PastTimes> past() throws IOException {
        return file.past();
    }

    @Override
    public Object filesystem() {
        return file.filesystem();
    }

    @Override
    public byte[] target() throws IOException {
        return file.target();
    }

    @Override
    public int read(long offset, MemorySegment destination) throws IOException {
        return file.read(offset, destination);
    }

    @Override
    public Map<String, byte[]> extendedAttributes() throws IOException {
        return file.extendedAttributes();
    }
}
