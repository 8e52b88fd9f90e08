/**
 * Finds a Linux kernel in guest-physical memory with nothing known about it beforehand.
 *
 * <p>Page tables come first: whatever looks like a kernel counts only where a root table maps it at
 * the top of the address space, so that stale copies in RAM are refused. Symbols and types then
 * come out of the mapped image and are checked against it and each other.
 */
@NullMarked
package dev.yagura.kernel.find;

import org.jspecify.annotations.NullMarked;
