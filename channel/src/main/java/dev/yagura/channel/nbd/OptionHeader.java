package dev.yagura.channel.nbd;

import static dev.yagura.channel.nbd.Nbd.IHAVEOPT;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;

/**
 * What a client puts before each option of the negotiation.
 *
 * @param option number of the option, {@code NBD_OPT_*}; may be one that is not known here
 * @param length bytes of data that follow, unsigned 32 bits, not checked against any limit
 */
public record OptionHeader(int option, long length) {
    /** Length in bytes. */
    public static final int BYTES = 16;

    private static final Field MAGIC = new Field("magic", 0, 8);
    private static final Field OPTION = new Field("option", 8, 4);
    private static final Field LENGTH = new Field("length", 12, 4);

    /**
     * Reads a header.
     *
     * @throws MalformedStructureException if it is cut short or its magic is not {@code IHAVEOPT}
     */
    public static OptionHeader parse(byte[] bytes) throws MalformedStructureException {
        Structure header = Structure.of("NBD option", bytes);
        long magic = header.u64be(MAGIC);
        if (magic != IHAVEOPT) {
            throw header.malformed(
                    Reason.BAD_MAGIC, MAGIC, "is 0x%x, expected 0x%x".formatted(magic, IHAVEOPT));
        }
        return new OptionHeader((int) header.u32be(OPTION), header.u32be(LENGTH));
    }

    /** Appends an option with its data, as the client sends it. */
    static void put(ByteBuffer out, int option, byte[] data) {
        out.putLong(IHAVEOPT).putInt(option).putInt(data.length).put(data);
    }
}
