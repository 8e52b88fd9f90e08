package dev.yagura.kernel.linux.trace;

/**
 * A function that the kernel has prepared to be traced, a {@code dyn_ftrace}.
 *
 * @param gva address of the record
 * @param site address of the instruction that is patched
 * @param flags its {@code FTRACE_FL_*} bits and count
 */
public record TracedFunction(long gva, long site, long flags) {
    /** {@code FTRACE_FL_*} from bit 31 downwards; the four last ones are newer than 6.1. */
    private static final String LETTERS = "ERrTtIXDdOoHM";

    private static final int FIRST_BIT = 31;

    /** {@code FTRACE_FL_DIRECT} and {@code FTRACE_FL_DIRECT_EN}, the same since 5.5. */
    private static final long DIRECT = 3L << 23;

    /**
     * The count lies below all flags. Older kernels give it four bits more, which would count more
     * tracers than a kernel can hold.
     */
    private static final long COUNT = (1L << 19) - 1;

    /** Returns how many tracers want it. */
    public long tracers() {
        return flags & COUNT;
    }

    /** Returns whether the function is patched to call a tracer at this moment. */
    public boolean isEnabled() {
        return ((flags >>> FIRST_BIT) & 1) != 0;
    }

    /** Returns whether somebody asked that the function call them without a tracer between. */
    public boolean isDirect() {
        return (flags & DIRECT) != 0;
    }

    /**
     * Returns the flags as letters: E enabled, R registers saved, T own trampoline, I may be
     * redirected, X disabled, D direct call, O calls its one tracer, H traced before, M had a
     * redirector or direct call before. Small letters: not wanted only, but patched in.
     */
    public String letters() {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < LETTERS.length(); i++) {
            if (((flags >>> (FIRST_BIT - i)) & 1) != 0) {
                letters.append(LETTERS.charAt(i));
            }
        }
        return letters.toString();
    }
}
