/**
 * What sleeping tasks of a Linux guest will return to.
 *
 * <p>Stacks are searched for return addresses by what comes before them in the code: without the
 * kernel's unwind tables, which a guest can change. Nothing here judges what it reads.
 */
@NullMarked
package dev.yagura.kernel.linux.stack;

import org.jspecify.annotations.NullMarked;
