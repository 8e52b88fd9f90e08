package dev.yagura.cli;

/** What the exit status of every command means. */
final class ExitCode {
    /** Done, and nothing found. */
    static final int OK = 0;

    /** Done, and there are findings. */
    static final int FINDINGS = 1;

    /** The command was called wrongly; nothing was done. */
    static final int USAGE = 2;

    /** Could not finish; what was not covered has been said. */
    static final int INCOMPLETE = 3;

    private ExitCode() {}
}
