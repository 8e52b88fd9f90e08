package dev.yagura.storage.block.md;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * Members of arrays, written after md_p.h as this machine's kernel has no MD; {@code mdadm
 * --examine} is asked whether they are right.
 */
public final class MemberFixture {
    static final int SIZE = 1 << 20;
    static final int ARRAY_BYTES = 512 << 10;
    private static final int DATA_OFFSET = 128 << 10;

    int level = 1;
    long events = 10;
    int role;
    int features;
    String version = "1.2";
    long seed = 1;

    MemberFixture() {}

    /** Returns a member of a mirror {@code host:mirror} of 512 KiB, superblock 1.2. */
    public static byte[] mirror(byte[] content) {
        return new MemberFixture().member(Arrays.copyOf(content, ARRAY_BYTES));
    }

    /** Returns what is in the array. */
    byte[] data() {
        byte[] data = new byte[ARRAY_BYTES];
        new Random(seed).nextBytes(data);
        return data;
    }

    byte[] member() {
        return member(data());
    }

    private byte[] member(byte[] content) {
        byte[] member = new byte[SIZE];
        ByteBuffer view = ByteBuffer.wrap(member).order(ByteOrder.LITTLE_ENDIAN);
        int at =
                switch (version) {
                    case "0.90" -> SIZE - (64 << 10);
                    case "1.0" -> SIZE - 8192;
                    case "1.1" -> 0;
                    default -> 4096;
                };
        int dataAt = version.equals("1.1") || version.equals("1.2") ? DATA_OFFSET : 0;
        System.arraycopy(content, 0, member, dataAt, ARRAY_BYTES);
        if (version.equals("0.90")) {
            writeZero(view.slice(at, 4096).order(ByteOrder.LITTLE_ENDIAN));
        } else {
            writeOne(view.slice(at, 4096).order(ByteOrder.LITTLE_ENDIAN), at, dataAt);
        }
        return member;
    }

    private void writeOne(ByteBuffer sb, int at, int dataAt) {
        sb.putInt(0, 0xA92B4EFC).putInt(4, 1).putInt(8, features);
        sb.putLong(16, 0x0123_4567_89AB_CDEFL).putLong(24, 0x1122_3344_5566_7788L);
        sb.put(32, "host:mirror".getBytes(UTF_8)).putLong(64, 1_700_000_000L);
        sb.putInt(72, level).putLong(80, ARRAY_BYTES / 512).putInt(92, 2);
        sb.putLong(128, dataAt / 512).putLong(136, ARRAY_BYTES / 512).putLong(144, at / 512);
        sb.putInt(160, 1).putLong(168, seed).putLong(192, 1_700_000_001L);
        sb.putLong(200, events).putLong(208, -1).putInt(220, 2);
        sb.putShort(256, (short) 0xFFFE).putShort(258, (short) role);
        sb.putInt(216, 0).putInt(216, sum(sb, 260));
    }

    private void writeZero(ByteBuffer sb) {
        sb.putInt(0, 0xA92B4EFC).putInt(8, 90).putInt(20, 0x01234567).putInt(24, 1_700_000_000);
        sb.putInt(28, level).putInt(32, ARRAY_BYTES / 1024).putInt(36, 2).putInt(40, 2);
        sb.putInt(52, 0x89ABCDEF).putInt(56, 0x11223344).putInt(60, 0x55667788);
        sb.putInt(128, 1_700_000_001).putInt(132, 1).putInt(136, 2).putInt(140, 2);
        sb.putLong(156, events);
        for (int disk = 0; disk < 2; disk++) {
            disk(sb, 512 + disk * 128, disk);
        }
        disk(sb, 3968, role);
        sb.putInt(152, 0).putInt(152, sum(sb, 4096));
    }

    private static void disk(ByteBuffer sb, int at, int number) {
        boolean active = number < 2;
        sb.putInt(at, number).putInt(at + 4, 8).putInt(at + 8, 16 * number);
        sb.putInt(at + 12, number).putInt(at + 16, active ? 6 : 0);
    }

    private static int sum(ByteBuffer sb, int length) {
        long sum = 0;
        for (int at = 0; at < length; at += 4) {
            sum += Integer.toUnsignedLong(sb.getInt(at));
        }
        return (int) (sum + (sum >>> 32));
    }

    /** Returns a copy of some bytes with one bit flipped. */
    static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        copy[at] ^= 1;
        return copy;
    }
}
