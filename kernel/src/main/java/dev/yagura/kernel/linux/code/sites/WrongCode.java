package dev.yagura.kernel.linux.code.sites;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Code that is not what the kernel's own tables say of it.
 *
 * @param kind what lies there, for people: {@code "function entry"}
 * @param gva address of the first byte that is judged
 * @param found what is there, in hex
 * @param targetGva where it leads, if it does and that can be told
 * @param expected what belongs there, for people
 * @param expectedGva where that leads, if it does
 * @param keyGva what says so, if something in the guest's memory does
 */
public record WrongCode(
        String kind,
        long gva,
        String found,
        OptionalLong targetGva,
        String expected,
        OptionalLong expectedGva,
        OptionalLong keyGva) {
    private static final int SHOWN_BYTES = 16;

    /** Requires all parts. */
    public WrongCode {
        requireNonNull(kind, "kind");
        requireNonNull(found, "found");
        requireNonNull(targetGva, "targetGva");
        requireNonNull(expected, "expected");
        requireNonNull(expectedGva, "expectedGva");
        requireNonNull(keyGva, "keyGva");
    }

    /** Returns that code at an offset is not what belongs there. */
    static WrongCode at(
            KernelFunction code, int offset, String kind, String expected, Targets targets)
            throws IOException {
        return new WrongCode(
                kind,
                code.gva() + offset,
                code.hex(offset, SHOWN_BYTES),
                targets.way(code, offset),
                expected,
                OptionalLong.empty(),
                OptionalLong.empty());
    }
}
