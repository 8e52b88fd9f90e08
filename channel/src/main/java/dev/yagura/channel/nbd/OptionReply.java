package dev.yagura.channel.nbd;

import static dev.yagura.channel.nbd.Nbd.REPLY_MAGIC;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;

/**
 * What a server puts before each reply to an option.
 *
 * @param type kind of reply, {@code NBD_REP_*}; negative for errors
 * @param length bytes of data that follow, 0 to {@link NbdLimits#MAX_OPTION_BYTES}
 */
public record OptionReply(int type, int length) {
    /** Length in bytes. */
    public static final int BYTES = 20;

    private static final Field MAGIC = new Field("magic", 0, 8);
    private static final Field OPTION = new Field("option", 8, 4);
    private static final Field TYPE = new Field("reply type", 12, 4);
    private static final Field LENGTH = new Field("length", 16, 4);

    /**
     * Reads a header.
     *
     * @param option the option it must answer
     * @throws MalformedStructureException if it answers another one, or is no reply of that kind
     */
    public static OptionReply parse(byte[] bytes, int option) throws MalformedStructureException {
        Structure header = Structure.of("NBD option reply", bytes);
        long magic = header.u64be(MAGIC);
        if (magic != REPLY_MAGIC) {
            throw header.malformed(
                    Reason.BAD_MAGIC,
                    MAGIC,
                    "is 0x%x, expected 0x%x".formatted(magic, REPLY_MAGIC));
        }
        header.requireRange(OPTION, header.u32be(OPTION), option, option);
        int type = (int) header.u32be(TYPE);
        long length =
                header.requireRange(LENGTH, header.u32be(LENGTH), 0, NbdLimits.MAX_OPTION_BYTES);
        return new OptionReply(type, (int) length);
    }

    /** Returns whether the server refuses the option. */
    public boolean isError() {
        return type < 0;
    }

    /** Appends a reply with its data, as the server sends it. */
    static void put(ByteBuffer out, int option, int type, byte[] data) {
        out.putLong(REPLY_MAGIC).putInt(option).putInt(type).putInt(data.length).put(data);
    }
}
