package dev.yagura.kernel.linux.image;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.ByteBuffer;

/**
 * A relocation with addend; the kinds that arch/x86/kernel/module.c applies.
 *
 * @param offset in the section, in bytes
 * @param type of the psABI
 * @param symbol index in the symbol table
 * @param addend to add to the symbol's address
 */
record Relocation(long offset, int type, int symbol, long addend) {
    static final int BYTES = 24;

    private static final int NONE = 0;
    private static final int ABSOLUTE_64 = 1;
    private static final int RELATIVE_32 = 2;
    private static final int CALL_32 = 4;
    private static final int ABSOLUTE_32 = 10;
    private static final int SIGNED_32 = 11;
    private static final int RELATIVE_64 = 24;

    static Relocation read(ByteBuffer table, int at) {
        return new Relocation(
                table.getLong(at),
                table.getInt(at + 8),
                table.getInt(at + 12),
                table.getLong(at + 16));
    }

    void apply(CodeImage.Part part, long symbolGva) throws MalformedStructureException {
        if (type == NONE) {
            return;
        }
        boolean wide = type == ABSOLUTE_64 || type == RELATIVE_64;
        int width = wide ? Long.BYTES : Integer.BYTES;
        if (offset < 0 || offset > part.bytes().limit() - width) {
            throw malformed(part, "r_offset", offset, "a place in it");
        }
        int at = (int) offset;
        long value = symbolGva + addend;
        switch (type) {
            case ABSOLUTE_64 -> part.bytes().putLong(at, value);
            case RELATIVE_64 -> part.bytes().putLong(at, value - (part.gva() + offset));
            case ABSOLUTE_32, SIGNED_32 -> part.bytes().putInt(at, (int) value);
            case RELATIVE_32, CALL_32 ->
                    part.bytes().putInt(at, (int) (value - (part.gva() + offset)));
            default -> throw malformed(part, "r_info", type, "a kind that modules have");
        }
    }

    private static MalformedStructureException malformed(
            CodeImage.Part part, String field, long found, String expected) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                "relocation of " + part.name(),
                field,
                0,
                "is %d, expected %s".formatted(found, expected));
    }
}
