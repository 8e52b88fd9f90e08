package dev.yagura.detect.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.storage.file.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of files as text that a terminal does nothing with, and paths taken apart. */
public final class PathText {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:\\\\|x([0-9a-f]{2}))");

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

    /**
     * Returns the bytes that {@link #of} makes a text of.
     *
     * @throws IllegalArgumentException if there is a backslash that begins neither {@code \\} nor
     *     {@code \xNN}; for the user
     */
    public static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher escape = ESCAPE.matcher(text);
        int at = 0;
        for (int next = text.indexOf('\\'); next >= 0; next = text.indexOf('\\', at)) {
            bytes.writeBytes(text.substring(at, next).getBytes(UTF_8));
            if (!escape.find(next) || escape.start() != next) {
                throw new IllegalArgumentException(
                        "path \"%s\" has a backslash at %d, expected two, or \\xNN"
                                .formatted(text, next));
            }
            bytes.write(escape.group(1) == null ? '\\' : Integer.parseInt(escape.group(1), 16));
            at = escape.end();
        }
        bytes.writeBytes(text.substring(at).getBytes(UTF_8));
        return bytes.toByteArray();
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
