package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.sandbox.tools.ElfSegments.Segment;

/** The loader that an ELF program asks for, put in the place of the one it was built with. */
final class ElfInterpreter {
    private static final int PT_INTERP = 3;
    private static final int P_FILESZ = 32;

    private ElfInterpreter() {}

    /**
     * Changes the loader of a program in place.
     *
     * @param file an ELF file
     * @param loader the path of the new one
     * @return whether there was one: libraries and static programs have none
     * @throws MalformedStructureException if the file is not of 64 bit and little-endian, has
     *     headers outside of it, or no room for the path
     */
    static boolean replace(byte[] file, String loader) throws MalformedStructureException {
        for (Segment segment : ElfSegments.of(file)) {
            if (segment.type() == PT_INTERP) {
                put(file, segment, loader);
                return true;
            }
        }
        return false;
    }

    private static void put(byte[] file, Segment segment, String loader)
            throws MalformedStructureException {
        int start = segment.start(file.length);
        // The kernel wants a NUL as the last byte.
        if (loader.getBytes(US_ASCII).length >= segment.fileBytes()) {
            throw ElfSegments.refused(
                    Reason.OUT_OF_RANGE,
                    "p_filesz",
                    segment.at() + P_FILESZ,
                    "is %d, expected at least %d"
                            .formatted(segment.fileBytes(), loader.length() + 1));
        }
        FixedString.put(file, start, (int) segment.fileBytes(), loader);
    }
}
