/**
 * Changed code, and memory in which code could be changed.
 *
 * <p>Code is judged in two ways: by the files that it was loaded from, and without a file by the
 * tables that the kernel keeps of it.
 *
 * <p>Judges the kernel's own pages; those of processes are judged elsewhere.
 */
@NullMarked
package dev.yagura.detect.memory.code;

import org.jspecify.annotations.NullMarked;
