package dev.yagura.network.packet;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;

/** Checks lengths that headers say of themselves, or of what they are in front of. */
final class Lengths {
    private Lengths() {}

    /**
     * Requires a length that can be.
     *
     * @param least what it may be, in bytes
     * @param available how many bytes there are on the wire
     * @throws MalformedStructureException for less than the least as out of range, for more than
     *     there is as truncated
     */
    static void require(Structure header, Field field, long length, long least, long available)
            throws MalformedStructureException {
        if (length < least || length > available) {
            throw header.malformed(
                    length < least ? Reason.OUT_OF_RANGE : Reason.TRUNCATED,
                    field,
                    "is %d, expected %d..%d".formatted(length, least, available));
        }
    }
}
