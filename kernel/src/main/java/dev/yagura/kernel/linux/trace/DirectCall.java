package dev.yagura.kernel.linux.trace;

/**
 * A function that is sent elsewhere when it is called; {@code direct_functions} in {@code
 * kernel/trace/ftrace.c}.
 *
 * @param site address of the instruction at which it is traced
 * @param target where it is sent
 */
public record DirectCall(long site, long target) {}
