/**
 * Guest-physical memory and one consistent look at it.
 *
 * <p>{@link dev.yagura.memory.PhysicalMemory} is what every source (a dump, a mapped RAM file, the
 * agent's connection) offers; {@link dev.yagura.memory.Look} caches its pages for one look at the
 * guest. Nothing here knows an operating system.
 */
@NullMarked
package dev.yagura.memory;

import org.jspecify.annotations.NullMarked;
