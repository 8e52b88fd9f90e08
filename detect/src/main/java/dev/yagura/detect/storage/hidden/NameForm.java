package dev.yagura.detect.storage.hidden;

/** Tells names that a listing does not show for what they are. */
final class NameForm {
    private static final String ESCAPE = "\\x";
    private static final int ESCAPE_CHARS = 4;
    private static final int FIRST_VISIBLE = 0x20;
    private static final int DELETE = 0x7F;

    private NameForm() {}

    /**
     * Returns whether a name is of dots and blanks only, or has control or invisible characters.
     *
     * @param name as {@code GuestFile.name()} gives it, with escapes; empty text for the root
     */
    static boolean isUnseen(String name) {
        boolean onlyDots = !name.isEmpty() && name.chars().allMatch(c -> c == '.' || c == ' ');
        return onlyDots || hasInvisible(name);
    }

    private static boolean hasInvisible(String name) {
        int at = name.indexOf('\\');
        while (at >= 0) {
            if (name.startsWith("\\\\", at)) {
                at = name.indexOf('\\', at + 2);
                continue;
            }
            int value = value(name, at);
            // A byte from 0x80 on is part of an invisible character if the name is UTF-8 (zero
            // width, right to left); in a name of another character set it is a letter.
            boolean zeroWidth = value == 0xE2 && value(name, at + ESCAPE_CHARS) == 0x80;
            if ((value >= 0 && value < FIRST_VISIBLE) || value == DELETE || zeroWidth) {
                return true;
            }
            at = name.indexOf('\\', at + 1);
        }
        return false;
    }

    private static int value(String name, int at) {
        if (!name.startsWith(ESCAPE, at) || at + ESCAPE_CHARS > name.length()) {
            return -1;
        }
        int high = Character.digit(name.charAt(at + 2), 16);
        int low = Character.digit(name.charAt(at + 3), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
