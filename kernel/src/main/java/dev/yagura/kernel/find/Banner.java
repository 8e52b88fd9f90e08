package dev.yagura.kernel.find;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/**
 * {@code linux_banner}: {@code Linux version RELEASE (BUILDER) …}, as init/version-timestamp.c
 * writes it and {@code /proc/version} prints it.
 *
 * @param text without the newline at its end
 * @param release as {@code uname -r} prints it
 */
record Banner(String text, String release) {
    private static final String PREFIX = "Linux version ";

    /**
     * Parses the text at {@code linux_banner}.
     *
     * @throws MalformedStructureException if it is something else
     */
    static Banner parse(String raw) throws MalformedStructureException {
        int end = raw.indexOf(" (", PREFIX.length());
        if (!raw.startsWith(PREFIX)
                || end < 0
                || end - PREFIX.length() >= FinderLimits.MAX_RELEASE
                || !isPrintable(raw)
                || raw.substring(PREFIX.length(), end).indexOf(' ') >= 0
                || end == PREFIX.length()) {
            throw new MalformedStructureException(
                    Reason.BAD_MAGIC,
                    "linux_banner",
                    "text",
                    0,
                    "does not read \"Linux version RELEASE (\", expected that");
        }
        return new Banner(raw.strip(), raw.substring(PREFIX.length(), end));
    }

    /** Only the newline at the end may be anything but a printable character. */
    private static boolean isPrintable(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if ((c < ' ' || c > '~') && !(c == '\n' && i == raw.length() - 1)) {
                return false;
            }
        }
        return true;
    }
}
