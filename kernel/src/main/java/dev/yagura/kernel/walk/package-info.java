/**
 * Walks over the kernel's own containers: lists, trees, arrays, per-CPU variables.
 *
 * <p>The guest decides what they hold, so every walk is bounded, meets no node twice, and says why
 * it ended. Formats follow the kernel's headers from 5.10 to 7.2, sizes come from its types.
 */
@NullMarked
package dev.yagura.kernel.walk;

import org.jspecify.annotations.NullMarked;
