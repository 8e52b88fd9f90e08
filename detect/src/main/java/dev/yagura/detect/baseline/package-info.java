/**
 * Baselines: what a guest's tree of files was at one time, written to a file of JSON lines, and
 * what of it is otherwise later. See {@code docs/baselines.md} for the form of the file.
 *
 * <p>A baseline proves itself whole, not genuine: whoever can write the file can write another.
 * Times of files are not in it, since they change with every touch and are the guest's to choose.
 */
@NullMarked
package dev.yagura.detect.baseline;

import org.jspecify.annotations.NullMarked;
