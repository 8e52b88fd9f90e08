/**
 * The built-in detectors that judge a guest's memory.
 *
 * <p>Each class is one detector; {@code MemoryDetectors} lists them all.
 */
@NullMarked
package dev.yagura.detect.memory;

import org.jspecify.annotations.NullMarked;
