package dev.yagura.storage.nio;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What an inode says of itself, as Java's files have it. */
final class StoredAttributes implements PosixFileAttributes {
    /** In the order of the permission bits, from the lowest. */
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ,
    };

    private final StoredFile file;
    private final FileAttributes attributes;

    StoredAttributes(StoredFile file) {
        this.file = file;
        this.attributes = file.attributes();
    }

    /** Tells inodes apart. */
    private record Key(Object filesystem, long inode) {}

    /** An owner or a group by its number, which is its name. */
    private record Owner(String getName) implements GroupPrincipal {
        static Owner of(int id) {
            return new Owner(Integer.toUnsignedString(id));
        }

        @Override
        public String getName() {
            return getName;
        }
    }

    @Override
    public GroupPrincipal owner() {
        return Owner.of(attributes.uid());
    }

    @Override
    public GroupPrincipal group() {
        return Owner.of(attributes.gid());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((attributes.permissions() >> bit & 1) != 0) {
                permissions.add(BITS[bit]);
            }
        }
        return permissions;
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(attributes.modified());
    }

    @Override
    public FileTime lastAccessTime() {
        return FileTime.from(attributes.accessed());
    }

    /** Returns when the inode was made; where that is not kept, when its content last changed. */
    @Override
    public FileTime creationTime() {
        return FileTime.from(attributes.created().orElse(attributes.modified()));
    }

    @Override
    public boolean isRegularFile() {
        return attributes.type() == FileType.REGULAR;
    }

    @Override
    public boolean isDirectory() {
        return attributes.type() == FileType.DIRECTORY;
    }

    @Override
    public boolean isSymbolicLink() {
        return attributes.type() == FileType.SYMBOLIC_LINK;
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return attributes.sizeBytes();
    }

    @Override
    public Object fileKey() {
        return new Key(file.filesystem(), attributes.inode());
    }

    /** Returns all attributes of a view by name, or an empty map if there is no such view. */
    Map<String, Object> all(String view) {
        Map<String, Object> all = new LinkedHashMap<>();
        boolean unix = view.equals("unix");
        boolean posix = unix || view.equals("posix");
        if (!posix && !view.equals("basic")) {
            return all;
        }
        all.put("lastModifiedTime", lastModifiedTime());
        all.put("lastAccessTime", lastAccessTime());
        all.put("creationTime", creationTime());
        all.put("isRegularFile", isRegularFile());
        all.put("isDirectory", isDirectory());
        all.put("isSymbolicLink", isSymbolicLink());
        all.put("isOther", isOther());
        all.put("size", size());
        all.put("fileKey", fileKey());
        if (posix) {
            all.put("owner", owner());
            all.put("group", group());
            all.put("permissions", permissions());
        }
        if (unix) {
            all.put("mode", typeBits() | attributes.permissions());
            all.put("uid", attributes.uid());
            all.put("gid", attributes.gid());
            all.put("ino", attributes.inode());
            all.put("nlink", (int) Math.min(attributes.links(), Integer.MAX_VALUE));
            all.put("rdev", attributes.device());
            all.put("ctime", FileTime.from(attributes.changed()));
        }
        return all;
    }

    /** File type bits of {@code st_mode}; see inode(7). */
    private int typeBits() {
        return switch (attributes.type()) {
            case FIFO -> 0x1000;
            case CHARACTER_DEVICE -> 0x2000;
            case DIRECTORY -> 0x4000;
            case BLOCK_DEVICE -> 0x6000;
            case REGULAR -> 0x8000;
            case SYMBOLIC_LINK -> 0xA000;
            case SOCKET -> 0xC000;
        };
    }
}
