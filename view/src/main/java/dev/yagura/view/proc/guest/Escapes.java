package dev.yagura.view.proc.guest;

/** Ways in which the kernel writes names that could be taken for something else; fs/seq_file.c. */
public final class Escapes {
    private Escapes() {}

    /**
     * Returns text with some characters as a backslash and three octal digits; {@code
     * mangle_path()} and {@code seq_escape()}.
     *
     * @param escaped the characters, all of them ASCII
     */
    public static String octal(String text, String escaped) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped.indexOf(c) < 0) {
                safe.append(c);
            } else {
                safe.append('\\')
                        .append((char) ('0' + (c >>> 6)))
                        .append((char) ('0' + (c >>> 3 & 7)))
                        .append((char) ('0' + (c & 7)));
            }
        }
        return safe.toString();
    }

    /** Returns a path of a mount as {@code seq_path_root()} callers write it. */
    public static String path(String path) {
        return octal(path, " \t\n\\");
    }

    /** Returns a word of a mount as {@code mangle()} in fs/proc_namespace.c writes it. */
    public static String word(String word) {
        return octal(word, " \t\n\\#");
    }

    /** Returns a task's name as {@code /proc/PID/status} has it; fs/proc/array.c. */
    public static String name(String comm) {
        return comm.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
