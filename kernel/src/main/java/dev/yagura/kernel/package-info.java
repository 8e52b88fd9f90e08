/**
 * A Linux kernel found in a guest's memory: where it lies, its symbols and its types.
 *
 * <p>{@link dev.yagura.kernel.Kernel} is what readers of kernel objects are written against.
 */
@NullMarked
package dev.yagura.kernel;

import org.jspecify.annotations.NullMarked;
