package dev.yagura.detect.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.storage.file.FileName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/** Names of files as text that a terminal does nothing with, and paths taken apart. */
public final class PathText {
    private PathText() {}

    /**
     * Returns a name as text: UTF-8 as it is, all that is none or controls a terminal as {@code
     * \xNN}, a backslash doubled. Two names never make one text.
     */
    public static String of(byte[] bytes) {
        if (isPlain(bytes)) {
            return new String(bytes, UTF_8);
        }
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            StringBuilder escaped = new StringBuilder();
            for (byte b : bytes) {
                append(escaped, b >= 0 && isVisible(b) ? (char) b : -1, b);
            }
            return escaped.toString();
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(point -> {
                    if (isVisible(point)) {
                        append(escaped, point, (byte) 0);
                    } else {
                        for (byte b : Character.toString(point).getBytes(UTF_8)) {
                            append(escaped, -1, b);
                        }
                    }
                });
        return escaped.toString();
    }

    private static boolean isPlain(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ' || b == 0x7F || b == '\\') {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    private static void append(StringBuilder to, int point, byte raw) {
        if (point < 0) {
            to.append("\\x%02x".formatted(raw));
        } else if (point == '\\') {
            to.append("\\\\");
        } else {
            to.appendCodePoint(point);
        }
    }

    /** Returns the names between the slashes of a path; of "." and of empty ones nothing. */
    static List<FileName> names(byte[] path) {
        List<FileName> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                boolean self = i - start == 1 && path[start] == '.';
                if (i > start && !self) {
                    byte[] name = new byte[i - start];
                    System.arraycopy(path, start, name, 0, name.length);
                    names.add(FileName.of(name));
                }
                start = i + 1;
            }
        }
        return names;
    }
}
