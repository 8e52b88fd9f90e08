package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import java.nio.ByteBuffer;

/**
 * The payload of {@code NBD_REP_INFO} that has the type {@code NBD_INFO_EXPORT}.
 *
 * @param size of the export in bytes, at least 0
 * @param flags transmission flags, {@code NBD_FLAG_*}
 */
public record ExportInfo(long size, int flags) {
    /**
     * Reads the payload, with its type.
     *
     * @throws MalformedStructureException if it has another type, length, or a size over 2^63
     */
    public static ExportInfo parse(byte[] payload) throws MalformedStructureException {
        Fields fields = new Fields("NBD_INFO_EXPORT", payload);
        fields.u16("information type", Nbd.INFO_EXPORT, Nbd.INFO_EXPORT);
        long size = fields.u63("export size");
        int flags = fields.u16("transmission flags");
        fields.end();
        return new ExportInfo(size, flags);
    }

    /** Returns the payload as it is sent. */
    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(12);
        return out.putShort((short) Nbd.INFO_EXPORT).putLong(size).putShort((short) flags).array();
    }
}
