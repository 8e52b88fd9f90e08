package dev.yagura.kernel.types;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.charset.StandardCharsets;

/** The string section of a BTF: NUL-terminated names, the empty one first. */
final class BtfStrings {
    private final byte[] bytes;

    /** Takes over the section; it must begin and end with NUL. */
    BtfStrings(byte[] bytes) throws MalformedStructureException {
        if (bytes[0] != 0 || bytes[bytes.length - 1] != 0) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "btf strings",
                    "section",
                    0,
                    "begins with "
                            + bytes[0]
                            + " and ends with "
                            + bytes[bytes.length - 1]
                            + ", expected NUL for both");
        }
        this.bytes = bytes;
    }

    /** Returns the section, not copied. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns the length of the section in bytes, at least 1. */
    int size() {
        return bytes.length;
    }

    /** Returns the {@link String#hashCode()} of a name that is plain ASCII. */
    int hash(int offset) throws MalformedStructureException {
        int hash = 0;
        int at = offset;
        while (bytes[at] != 0) {
            hash = 31 * hash + bytes[at++];
        }
        if (at - offset > BtfLimits.MAX_NAME) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "btf strings",
                    "name",
                    offset,
                    "is " + (at - offset) + " bytes long, expected at most 512");
        }
        return hash;
    }

    /** Returns a name, cut at {@link BtfLimits#MAX_NAME}. */
    String get(int offset) {
        int end = offset;
        while (bytes[end] != 0 && end - offset < BtfLimits.MAX_NAME) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.ISO_8859_1);
    }
}
