/**
 * Code and read-only data of the kernel and its modules as one look had them, to be compared with
 * what a later look has: of the same start of the guest, or of another one, in which everything
 * lies elsewhere.
 *
 * <p>Nothing is known here of the files that the code was loaded from. What is the same at another
 * address is told by where operands lead, see {@link dev.yagura.kernel.linux.code.recorded.Moves}.
 */
@NullMarked
package dev.yagura.kernel.linux.code.recorded;

import org.jspecify.annotations.NullMarked;
