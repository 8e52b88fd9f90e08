/**
 * Executable memory of a Linux guest's kernel, and whose it is.
 *
 * <p>Follows the sources of Linux 5.10 to 7.2. Nothing here judges what it reads.
 */
@NullMarked
package dev.yagura.kernel.linux.code;

import org.jspecify.annotations.NullMarked;
