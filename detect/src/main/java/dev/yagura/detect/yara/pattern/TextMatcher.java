package dev.yagura.detect.yara.pattern;

/** A regular expression that a short text is held against. Immutable. */
public final class TextMatcher {
    private final Program program;

    private TextMatcher(Program program) {
        this.program = program;
    }

    /**
     * Reads an expression.
     *
     * @param source without slashes, one character for each byte
     * @throws PatternException if it is none
     */
    public static TextMatcher of(String source, boolean nocase, boolean dotAll)
            throws PatternException {
        Node expanded = Expansion.of(RegexParser.parse(source, nocase, dotAll), false);
        return new TextMatcher(ProgramBuilder.of(expanded, false));
    }

    /** Returns whether the expression matches anywhere; not what would take too many steps. */
    public boolean isIn(byte[] text) {
        Window window = new Window(text.length);
        System.arraycopy(text, 0, window.bytes, 0, text.length);
        window.end = text.length;
        window.last = true;
        Steps steps = new Steps(1);
        steps.reset();
        Machine machine = new Machine(window, steps);
        for (int start = 0; start <= text.length; start++) {
            if (machine.end(program, false, 0, start) >= start) {
                return true;
            }
        }
        return false;
    }
}
