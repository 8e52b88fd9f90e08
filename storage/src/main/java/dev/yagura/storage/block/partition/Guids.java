package dev.yagura.storage.block.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** GUIDs as EFI stores them: the first three groups little-endian, the others as they are. */
final class Guids {
    private Guids() {}

    /** Returns the usual text of 16 bytes, in lower case. */
    static String text(byte[] stored) {
        ByteBuffer mixed = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        long high = mixed.getInt() & 0xFFFF_FFFFL;
        high = (high << 16) | (mixed.getShort() & 0xFFFFL);
        high = (high << 16) | (mixed.getShort() & 0xFFFFL);
        long low = mixed.order(ByteOrder.BIG_ENDIAN).getLong();
        return new UUID(high, low).toString();
    }
}
