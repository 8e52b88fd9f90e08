/**
 * Typed views of kernel structures: an author writes an interface with the fields wanted.
 *
 * <p>Fields are resolved against the kernel's own types once, before the first read; from then on a
 * field is a load at a known offset of a snapshot. Names are those of the kernel's C sources.
 */
@NullMarked
package dev.yagura.kernel.view;

import org.jspecify.annotations.NullMarked;
