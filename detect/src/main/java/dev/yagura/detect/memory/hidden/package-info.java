/**
 * Hidden things: what one part of the kernel knows and another does not.
 *
 * <p>Each detector collects the same objects from several places and compares.
 */
@NullMarked
package dev.yagura.detect.memory.hidden;

import org.jspecify.annotations.NullMarked;
