package dev.yagura.bytes;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * Untrusted bytes did not have the form their format requires.
 *
 * <p>Thrown for any defect in the input; an unchecked exception out of a parser is a bug in the
 * parser. Callers branch on {@link #reason()}; the message is for people and carries no input bytes
 * beyond the one offending number.
 */
public final class MalformedStructureException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why the structure was refused. */
    public enum Reason {
        /** The structure runs past the end of the bytes at hand. */
        TRUNCATED,
        /** The magic number or signature is not that of the format. */
        BAD_MAGIC,
        /** A field has a value the format forbids or that no real input can have. */
        OUT_OF_RANGE,
        /** The stored checksum does not match the bytes it covers. */
        BAD_CHECKSUM,
        /** A chain of references comes back to where it has been, or is longer than can be. */
        CYCLE,
        /** Well formed, but needs a feature this reader does not have. */
        UNSUPPORTED
    }

    /** Why the structure was refused. */
    private final Reason reason;

    /** The structure that was being read. */
    private final String structure;

    /** The refused field, in the words of the format's own document. */
    private final String field;

    /** Where the field starts in the structure, in bytes. */
    private final long offset;

    /**
     * Describes one refused field.
     *
     * @param reason why the structure was refused
     * @param structure name of the structure, for example {@code "elf header"}
     * @param field name of the field in the format's own document, for example {@code "e_phnum"}
     * @param offset of the field from the start of the structure, in bytes
     * @param detail found and expected values, for example {@code "is 0x0, expected 0xef53"}
     */
    public MalformedStructureException(
            Reason reason, String structure, String field, long offset, String detail) {
        // Not formatted(): searches refuse many candidates, and a Formatter's first use takes 50
        // ms.
        super(structure + ": " + field + " at 0x" + Long.toHexString(offset) + " " + detail);
        this.reason = requireNonNull(reason, "reason");
        this.structure = requireNonNull(structure, "structure");
        this.field = requireNonNull(field, "field");
        this.offset = offset;
    }

    /** Returns why the structure was refused. */
    public Reason reason() {
        return reason;
    }

    /** Returns the name of the structure that was being read. */
    public String structure() {
        return structure;
    }

    /** Returns the name of the refused field. */
    public String field() {
        return field;
    }

    /** Returns the offset of the refused field from the start of the structure, in bytes. */
    public long offset() {
        return offset;
    }
}
