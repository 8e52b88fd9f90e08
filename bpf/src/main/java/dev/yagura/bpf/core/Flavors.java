package dev.yagura.bpf.core;

/**
 * Names with a flavor: {@code task_struct___old} stands for {@code task_struct}, so that a source
 * may have several forms of it.
 */
final class Flavors {
    private static final String SEPARATOR = "___";

    private Flavors() {}

    /** Returns a name without its flavor. */
    static String strip(String name) {
        for (int at = name.lastIndexOf(SEPARATOR);
                at > 0;
                at = name.lastIndexOf(SEPARATOR, at - 1)) {
            int behind = at + SEPARATOR.length();
            // Exactly three underscores between two names.
            if (name.charAt(at - 1) != '_'
                    && behind < name.length()
                    && name.charAt(behind) != '_') {
                return name.substring(0, at);
            }
        }
        return name;
    }

    /** Returns whether two names are equal without their flavors. */
    static boolean equal(String a, String b) {
        return strip(a).equals(strip(b));
    }
}
