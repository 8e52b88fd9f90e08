package dev.yagura.bpf.jit;

import dev.yagura.bpf.run.Function;

/** Line numbers of written classes: which instruction of its function each is. */
final class Lines {
    private Lines() {}

    /** Returns the line of an instruction; a function has fewer than a class may have lines. */
    static int of(Function function, int at) {
        return at - function.start() + 1;
    }

    /** Returns the number of the instruction that threw. */
    static int thrownAt(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            int start = Names.functionOf(frame.getClassName());
            if (start >= 0) {
                return start + frame.getLineNumber() - 1;
            }
        }
        throw new IllegalStateException("thrown outside of written classes", thrown);
    }
}
