package dev.yagura.testkit.attacker;

import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The kernel's tables of places in its code that it rewrites as it runs. */
final class PatchTables {
    private static final int MAX_TABLE_BYTES = 16 << 20;

    /** {@code struct jump_entry} and {@code struct static_call_site}: distances from themselves. */
    private static final int JUMP_ENTRY_BYTES = 16;

    private static final int CALL_ENTRY_BYTES = 8;

    /** The functions that are asked for are shorter. */
    private static final int FUNCTION_BYTES = 1024;

    private static final int NEAR_CALL = 0xE8;

    /** How NOPs of 5 bytes begin, since 5.13 and before, and one of 2 bytes. */
    private static final int NOP = 0x0044_1F0F;

    private static final int OLDER_NOP = 0x6666_6666;
    private static final int SHORT_NOP = 0x9066;

    private final Guest guest;
    private final KernelMemory memory;

    PatchTables(Guest guest, KernelMemory memory) {
        this.guest = guest;
        this.memory = memory;
    }

    /** A table, and where it lies. */
    private record Table(long gva, ByteBuffer bytes) {
        long relative(int offset) {
            return gva + offset + bytes.getInt(offset);
        }
    }

    private Table table(String name) throws IOException {
        long start = guest.symbol("__start_" + name);
        long length = guest.symbol("__stop_" + name) - start;
        if (length <= 0 || length > MAX_TABLE_BYTES) {
            throw new IOException(
                    "%s: is %d bytes long, expected 1..%d"
                            .formatted(name, length, MAX_TABLE_BYTES));
        }
        byte[] bytes = memory.read(start, (int) length);
        return new Table(start, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Returns where a function makes its first static call that calls something. */
    long staticCallIn(long function) throws IOException {
        Table calls = table("static_call_sites");
        for (int at = 0; at < calls.bytes().limit(); at += CALL_ENTRY_BYTES) {
            long place = calls.relative(at);
            if (isWithin(place, function) && (memory.s32(place) & 0xFF) == NEAR_CALL) {
                return place;
            }
        }
        throw new IOException("static_call_sites: found none within 0x%x".formatted(function));
    }

    /** Returns the first branch within a function that is not taken. */
    Branch branchIn(long function) throws IOException {
        Table labels = table("__jump_table");
        for (int at = 0; at < labels.bytes().limit(); at += JUMP_ENTRY_BYTES) {
            long place = labels.relative(at);
            int nop = isWithin(place, function) ? nop(memory.s32(place)) : 0;
            if (nop > 0) {
                return new Branch(place, labels.relative(at + Integer.BYTES), nop);
            }
        }
        throw new IOException("__jump_table: found none within 0x%x".formatted(function));
    }

    private static boolean isWithin(long place, long function) {
        return Long.compareUnsigned(place - function, FUNCTION_BYTES) < 0;
    }

    /** Returns how long a NOP is; 0 for none. */
    private static int nop(int begin) {
        if (begin == NOP || begin == OLDER_NOP) {
            return 5;
        }
        return (begin & 0xFFFF) == SHORT_NOP ? 2 : 0;
    }
}
