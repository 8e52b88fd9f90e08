package dev.yagura.sandbox.fuse;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tree of files that say that they are empty, as those that a kernel makes up. */
record SizelessTree(FileTree tree) implements FileTree {
    @Override
    public String description() {
        return tree.description();
    }

    @Override
    public StoredFile root() throws IOException {
        return new Sizeless(tree.root());
    }

    private record Sizeless(StoredFile file) implements StoredFile {
        @Override
        public FileAttributes attributes() {
            FileAttributes a = file.attributes();
            return new FileAttributes(
                    a.inode(),
                    a.type(),
                    a.permissions(),
                    a.uid(),
                    a.gid(),
                    0,
                    a.links(),
                    a.device(),
                    a.modified(),
                    a.changed(),
                    a.accessed(),
                    a.created());
        }

        @Override
        public List<Entry> entries() throws IOException {
            return file.entries();
        }

        @Override
        public Optional<StoredFile> find(FileName name) throws IOException {
            return file.find(name).map(Sizeless::new);
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
}
