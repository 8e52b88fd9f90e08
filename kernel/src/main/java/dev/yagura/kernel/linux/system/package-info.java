/**
 * A Linux guest as a whole: the kernel's log, its state, its clocks.
 *
 * <p>Follows the sources of Linux 5.10 to 7.2.
 */
@NullMarked
package dev.yagura.kernel.linux.system;

import org.jspecify.annotations.NullMarked;
