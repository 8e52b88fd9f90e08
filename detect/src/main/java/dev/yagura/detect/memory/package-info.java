/**
 * The built-in detectors that judge a guest's memory, a package for each kind of thing they find.
 *
 * <p>Each detector is one class; {@code MemoryDetectors} lists them all.
 */
@NullMarked
package dev.yagura.detect.memory;

import org.jspecify.annotations.NullMarked;
