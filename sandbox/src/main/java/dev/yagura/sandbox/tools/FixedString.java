package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Strings of C in a program, changed where they lie: nothing of the program moves. */
final class FixedString {
    private FixedString() {}

    /**
     * Returns where a whole string is: a NUL before it and one behind it.
     *
     * @return offsets of first bytes, ascending; may be empty
     */
    static List<Integer> find(byte[] program, String text) {
        byte[] wanted = ("\0" + text + "\0").getBytes(US_ASCII);
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at + wanted.length <= program.length; at++) {
            if (program[at] == 0
                    && program[at + 1] == wanted[1]
                    && Arrays.equals(program, at, at + wanted.length, wanted, 0, wanted.length)) {
                found.add(at + 1);
            }
        }
        return found;
    }

    /**
     * Puts a text in the place of another that is at least as long, with NULs behind it.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    static void put(byte[] program, int offset, int length, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        if (bytes.length > length) {
            throw new IllegalArgumentException(
                    "\"%s\" has %d bytes, expected at most %d"
                            .formatted(text, bytes.length, length));
        }
        Arrays.fill(program, offset, offset + length, (byte) 0);
        System.arraycopy(bytes, 0, program, offset, bytes.length);
    }

    /**
     * Returns a path of exactly that length that leads to the same folder: slashes are added, which
     * mean nothing.
     *
     * @throws IllegalArgumentException if the path is longer
     */
    static String padded(String folder, int length) {
        if (folder.length() > length) {
            throw new IllegalArgumentException(
                    "\"%s\" has %d bytes, expected at most %d"
                            .formatted(folder, folder.length(), length));
        }
        return folder + "/".repeat(length - folder.length());
    }
}
