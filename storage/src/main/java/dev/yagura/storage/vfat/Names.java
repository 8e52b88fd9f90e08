package dev.yagura.storage.vfat;

import dev.yagura.storage.file.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Names as bytes, and which of them count as the same. */
final class Names {
    private static final char REPLACEMENT = '\uFFFD';

    private Names() {}

    /**
     * Returns a name in UTF-8. What may be in no name, or is none at all, becomes U+FFFD, so that
     * nothing is hidden by it; a lone half of a surrogate pair is encoded as if it were a
     * character.
     */
    static FileName fileName(String text) {
        String safe = text.replace('/', REPLACEMENT).replace('\0', REPLACEMENT);
        if (safe.isEmpty() || safe.equals(".") || safe.equals("..")) {
            safe += REPLACEMENT;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        safe.codePoints()
                .forEach(c -> {
                    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                        bytes.write(0xE0 | c >> 12);
                        bytes.write(0x80 | (c >> 6 & 0x3F));
                        bytes.write(0x80 | (c & 0x3F));
                    } else {
                        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                    }
                });
        return FileName.of(bytes.toByteArray());
    }

    /** Returns whether an entry has a name, be it in another case or with dots at its end. */
    static boolean matches(FileName wanted, DirectoryEntry entry) {
        if (wanted.equals(entry.name())) {
            return true;
        }
        String text = withoutDots(wanted.toString());
        return text.equalsIgnoreCase(withoutDots(entry.name().toString()))
                || text.equalsIgnoreCase(entry.alias());
    }

    private static String withoutDots(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '.') {
            end--;
        }
        return name.substring(0, end);
    }
}
