package dev.yagura.storage.io;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Access control lists as {@code getxattr(2)} gives them: {@code a_version} 2, then eight bytes
 * each for tag, permissions and id. Filesystems store them in forms of their own.
 */
public final class PosixAcl {
    private static final int HEADER_BYTES = 4;
    private static final int ENTRY_BYTES = 8;
    private static final int SHORT_BYTES = 4;
    private static final int VERSION = 2;
    private static final int EXT_VERSION = 1;
    private static final int USER = 0x02;
    private static final int GROUP = 0x08;

    private PosixAcl() {}

    /** Converts from the form of ext2 to ext4, which leaves out ids that say nothing. */
    public static byte[] fromExt(byte[] stored) throws MalformedStructureException {
        Structure acl = Structure.of("ext4 access control list", stored);
        Field version = new Field("a_version", 0, 4);
        acl.u32InRange(version, EXT_VERSION, EXT_VERSION);
        ByteBuffer result = start(stored.length / SHORT_BYTES);
        long at = HEADER_BYTES;
        while (at < stored.length) {
            int tag = acl.u16(new Field("e_tag", at, 2));
            int permissions = acl.u16(new Field("e_perm", at + 2, 2));
            boolean named = tag == USER || tag == GROUP;
            int id = named ? (int) acl.u32(new Field("e_id", at + 4, 4)) : -1;
            put(result, tag, permissions, id);
            at += named ? ENTRY_BYTES : SHORT_BYTES;
        }
        return taken(result);
    }

    /** Converts from the form of XFS: a count, then tag, id and permissions, big-endian. */
    public static byte[] fromXfs(byte[] stored) throws MalformedStructureException {
        Structure acl = Structure.of("xfs access control list", stored);
        Field count = new Field("acl_cnt", 0, 4);
        long entries = acl.u32be(count);
        if (entries > (stored.length - HEADER_BYTES) / 12) {
            throw acl.malformed(
                    Reason.OUT_OF_RANGE,
                    count,
                    "is %d, expected no more than %d bytes hold".formatted(entries, stored.length));
        }
        ByteBuffer result = start((int) entries);
        for (int i = 0; i < entries; i++) {
            long at = HEADER_BYTES + 12L * i;
            int tag = (int) acl.u32be(new Field("ae_tag", at, 4));
            boolean named = tag == USER || tag == GROUP;
            int id = named ? (int) acl.u32be(new Field("ae_id", at + 4, 4)) : -1;
            put(result, tag, acl.u16be(new Field("ae_perm", at + 8, 2)), id);
        }
        return taken(result);
    }

    private static ByteBuffer start(int entries) {
        return ByteBuffer.allocate(HEADER_BYTES + entries * ENTRY_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(VERSION);
    }

    private static void put(ByteBuffer to, int tag, int permissions, int id) {
        to.putShort((short) tag).putShort((short) permissions).putInt(id);
    }

    private static byte[] taken(ByteBuffer from) {
        byte[] bytes = new byte[from.position()];
        from.flip().get(bytes);
        return bytes;
    }
}
