/**
 * Changed control flow: pointers and branches of the kernel that lead where they must not.
 *
 * <p>Each detector knows what should lie at the end of one kind of them.
 */
@NullMarked
package dev.yagura.detect.memory.control;

import org.jspecify.annotations.NullMarked;
