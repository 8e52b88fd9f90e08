/**
 * The guest's procfs, made from its kernel's memory: {@code fs/proc} of Linux 5.10 to 7.2. {@link
 * dev.yagura.view.proc.ProcTree} is the way in; each part of the tree has a package of its own,
 * which says what it does not know.
 *
 * <p>Texts are the kernel's, byte for byte, but for names that are not UTF-8, in which U+FFFD
 * stands for what is not.
 */
@NullMarked
package dev.yagura.view.proc;

import org.jspecify.annotations.NullMarked;
