/**
 * Where control goes in a Linux guest: system calls, interrupts, and the tables of function
 * pointers through which the kernel calls.
 *
 * <p>Follows the sources of Linux 5.10 to 7.2 for x86-64. Nothing here judges what it reads.
 */
@NullMarked
package dev.yagura.kernel.linux.control;

import org.jspecify.annotations.NullMarked;
