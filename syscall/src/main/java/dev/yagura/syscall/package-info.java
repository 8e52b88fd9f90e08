/**
 * System calls of 64-bit Linux that the JDK has no class for, called through libc by the JDK's own
 * foreign functions (JEP 454).
 *
 * <p>Results are as the kernel gives them: at least 0, or the negated error number, of which {@link
 * dev.yagura.syscall.ErrorNumbers} has those that somebody here tells apart. What they mean for the
 * caller, the caller says. Native access must be enabled for this module, and for no other.
 */
@NullMarked
package dev.yagura.syscall;

import org.jspecify.annotations.NullMarked;
