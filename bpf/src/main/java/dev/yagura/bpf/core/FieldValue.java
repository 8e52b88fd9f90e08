package dev.yagura.bpf.core;

import dev.yagura.bpf.core.AccessPath.Step;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;

/**
 * What is asked about a member, answered in one set of types.
 *
 * @param value the answer
 * @param bytes of the member, where its offset was asked for and it is no bit field; else 0
 * @param type of the member, likewise
 * @param bitfield whether it is a bit field
 */
record FieldValue(long value, long bytes, int type, boolean bitfield) {
    private static final int MAX_LOAD_BYTES = 8;

    static FieldValue of(BtfGraph types, CoreRelocation relocation, AccessPath path)
            throws MalformedStructureException {
        Step last = path.last();
        return last.name() == null
                ? ofElement(types, relocation, path)
                : ofMember(types, relocation, path.offsetBits(), last);
    }

    private static FieldValue ofElement(BtfGraph types, CoreRelocation relocation, AccessPath path)
            throws MalformedStructureException {
        int type = path.last().type();
        long bytes = sizeOf(types, type, relocation);
        return switch (relocation.kind()) {
            case FIELD_BYTE_OFFSET -> new FieldValue(path.offsetBits() / 8, bytes, type, false);
            case FIELD_BYTE_SIZE -> new FieldValue(bytes, 0, 0, false);
            default -> throw relocation.malformed("kind", "is asked of an element of an array");
        };
    }

    private static FieldValue ofMember(
            BtfGraph types, CoreRelocation relocation, long offsetBits, Step last)
            throws MalformedStructureException {
        int type = types.strip(types.partType(last.type(), last.index()));
        int width = types.bitfieldBits(last.type(), last.index());
        boolean bitfield = width > 0;
        Unit unit =
                bitfield
                        ? Unit.around(relocation, offsetBits, width, types.recordedSize(type))
                        : new Unit(offsetBits / 8, sizeOf(types, type, relocation));
        long bits = bitfield ? width : unit.bytes() * 8;
        return switch (relocation.kind()) {
            case FIELD_BYTE_OFFSET ->
                    new FieldValue(
                            unit.offset(),
                            bitfield ? 0 : unit.bytes(),
                            bitfield ? 0 : type,
                            bitfield);
            case FIELD_BYTE_SIZE -> new FieldValue(unit.bytes(), 0, 0, bitfield);
            case FIELD_SIGNED -> new FieldValue(isSigned(types, type) ? 1 : 0, 0, 0, false);
            case FIELD_LSHIFT_U64 -> {
                long above = offsetBits + bits - unit.offset() * 8;
                yield new FieldValue(64 - above, 0, 0, bitfield);
            }
            case FIELD_RSHIFT_U64 -> new FieldValue(64 - bits, 0, 0, false);
            default -> throw relocation.malformed("kind", "is not asked of a member");
        };
    }

    private static boolean isSigned(BtfGraph types, int type) {
        return types.isEnumeration(type)
                ? types.flag(type)
                : types.kind(type) == BtfKind.INT && types.isSigned(type);
    }

    private static long sizeOf(BtfGraph types, int type, CoreRelocation relocation)
            throws MalformedStructureException {
        return types.size(type)
                .orElseThrow(() -> relocation.malformed("type_id", "has a member without a size"));
    }

    /**
     * The bytes to load for a member.
     *
     * @param offset of the first, from the start of the structure
     */
    private record Unit(long offset, long bytes) {
        /** Returns the smallest aligned integer around a bit field, its own type at least. */
        static Unit around(CoreRelocation relocation, long offsetBits, int width, long typeBytes)
                throws MalformedStructureException {
            long bytes = typeBytes;
            while (bytes >= 1 && bytes <= MAX_LOAD_BYTES && Long.bitCount(bytes) == 1) {
                long offset = offsetBits / 8 / bytes * bytes;
                if (offsetBits + width - offset * 8 <= bytes * 8) {
                    return new Unit(offset, bytes);
                }
                bytes *= 2;
            }
            throw relocation.malformed("type_id", "has a bit field that no load of 8 bytes holds");
        }
    }
}
