package dev.yagura.bpf.core;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/**
 * What a compiler recorded of an instruction; {@code struct bpf_core_relo}.
 *
 * @param section the section of the instruction
 * @param instruction its number within the section
 * @param type number of the type that it asks about, in the object
 * @param access numbers of members and elements, or of a constant, with colons between
 * @param kind what it asks
 */
public record CoreRelocation(
        String section, int instruction, int type, String access, CoreKind kind) {
    /** Requires what is not a number. */
    public CoreRelocation {
        requireNonNull(section, "section");
        requireNonNull(access, "access");
        requireNonNull(kind, "kind");
    }

    /** Returns an exception that names this relocation, for the caller to throw. */
    MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                "core relocation of " + section,
                field,
                8L * instruction,
                "(%s of type %d, \"%s\") %s".formatted(kind, type, access, detail));
    }
}
