package dev.yagura.detect.baseline;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Recorded code as lines of a baseline, cut into pieces since lines have a longest length. */
final class CodeLines {
    private static final String CODE = "code";
    private static final int PIECE_BYTES = 512 << 10;

    private CodeLines() {}

    /** Returns the lines, in their order. */
    static List<String> of(byte[] code) {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < code.length; at += PIECE_BYTES) {
            byte[] piece = Arrays.copyOfRange(code, at, Math.min(code.length, at + PIECE_BYTES));
            SequencedMap<String, String> fields = new LinkedHashMap<>();
            fields.put(CODE, Base64.getEncoder().encodeToString(piece));
            lines.add(FlatJson.write(fields));
        }
        return lines;
    }

    /** Returns whether a line begins as one of code does. */
    static boolean isOne(String line) {
        return line.startsWith("{\"" + CODE + "\"");
    }

    /**
     * Puts the pieces of a line behind those before.
     *
     * @throws IllegalArgumentException if it is of another form; for the user
     */
    static void append(String line, ByteArrayOutputStream code) {
        SequencedMap<String, String> fields = FlatJson.read(line);
        String text = fields.getOrDefault(CODE, "");
        if (fields.size() != 1) {
            throw new IllegalArgumentException("line of code has other fields");
        }
        try {
            code.writeBytes(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("code is not base64", e);
        }
    }
}
