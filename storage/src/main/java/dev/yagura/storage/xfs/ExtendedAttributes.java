package dev.yagura.storage.xfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.io.PosixAcl;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Extended attributes of an inode, by the names that the kernel lists to the superuser.
 *
 * <p>Access control lists are stored under names of their own among those of {@code trusted}; the
 * kernel lists them twice, and so does this.
 */
final class ExtendedAttributes {
    static final int FLAG_LOCAL = 0x1;
    private static final int FLAG_ROOT = 0x2;
    private static final int FLAG_SECURE = 0x4;
    private static final int FLAG_PARENT = 0x8;
    private static final int FLAG_INCOMPLETE = 0x80;

    private static final String ACL_ACCESS = "SGI_ACL_FILE";
    private static final String ACL_DEFAULT = "SGI_ACL_DEFAULT";

    private static final Field SHORT_TOTSIZE = new Field("totsize", 0, 2);
    private static final Field SHORT_COUNT = new Field("count", 2, 1);
    private static final int SHORT_HEADER_BYTES = 4;
    private static final int SHORT_ENTRY_BYTES = 3;

    private final Map<String, byte[]> found = new LinkedHashMap<>();

    private ExtendedAttributes() {}

    /** Returns all attributes, whatever form they are stored in. */
    static Map<String, byte[]> of(Volume volume, Inode inode) throws IOException {
        ExtendedAttributes attributes = new ExtendedAttributes();
        if (inode.attribute().isPresent()) {
            Fork fork = inode.attribute().get();
            switch (fork.format()) {
                case LOCAL -> attributes.addShort(fork.bytes());
                case EXTENTS, BTREE -> new AttributeBlocks(volume, fork, attributes).read();
                case DEVICE ->
                        throw fork.bytes()
                                .malformed(
                                        Reason.OUT_OF_RANGE,
                                        new Field("di_aformat", 0, 1),
                                        "is 0, expected 1..3");
            }
        }
        return attributes.found;
    }

    /** Returns whether an attribute is listed: neither half made nor the name of a parent. */
    static boolean isListed(int flags) {
        return (flags & (FLAG_INCOMPLETE | FLAG_PARENT)) == 0;
    }

    /** Adds one attribute under its full name. */
    void add(int flags, byte[] name, byte[] value) throws MalformedStructureException {
        String text = new String(name, UTF_8);
        if ((flags & FLAG_ROOT) != 0) {
            if (text.equals(ACL_ACCESS)) {
                found.put("system.posix_acl_access", PosixAcl.fromXfs(value));
            } else if (text.equals(ACL_DEFAULT)) {
                found.put("system.posix_acl_default", PosixAcl.fromXfs(value));
            }
            found.put("trusted." + text, value);
        } else {
            found.put(((flags & FLAG_SECURE) != 0 ? "security." : "user.") + text, value);
        }
    }

    /** Reads those that are in the inode; {@code struct xfs_attr_sf_entry}. */
    private void addShort(Structure fork) throws MalformedStructureException {
        int total = fork.u16be(SHORT_TOTSIZE);
        fork.requireRange(SHORT_TOTSIZE, total, SHORT_HEADER_BYTES, fork.size());
        Structure area = new Structure(fork.name(), fork.bytes().asSlice(0, total));
        int count = area.u8(SHORT_COUNT);
        long at = SHORT_HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            Field nameLength = new Field("namelen", at, 1);
            int nameBytes = area.u8(nameLength);
            area.requireRange(nameLength, nameBytes, 1, 255);
            int valueBytes = area.u8(new Field("valuelen", at + 1, 1));
            int flags = area.u8(new Field("flags", at + 2, 1));
            at += SHORT_ENTRY_BYTES;
            byte[] name = area.copy(new Field("nameval", at, nameBytes));
            at += nameBytes;
            byte[] value =
                    valueBytes == 0 ? new byte[0] : area.copy(new Field("nameval", at, valueBytes));
            at += valueBytes;
            if (isListed(flags)) {
                add(flags, name, value);
            }
        }
    }
}
