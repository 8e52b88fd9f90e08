/**
 * Changed code, and memory in which code could be changed.
 *
 * <p>Judges the kernel's own pages; those of processes are judged elsewhere.
 */
@NullMarked
package dev.yagura.detect.memory.code;

import org.jspecify.annotations.NullMarked;
