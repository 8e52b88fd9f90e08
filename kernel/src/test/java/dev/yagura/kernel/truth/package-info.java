/** Compares types that are read here with what bpftool reads of the same bytes. */
@NullMarked
package dev.yagura.kernel.truth;

import org.jspecify.annotations.NullMarked;
