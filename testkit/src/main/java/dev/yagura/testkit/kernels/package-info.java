/**
 * Kernels to boot: Debian's, fetched by name from the mirror this machine already uses and cached
 * outside the repository, or any bzImage file. Knows Debian's package names of bullseye to sid;
 * does not build kernels and does not touch the machine's own apt state.
 */
@NullMarked
package dev.yagura.testkit.kernels;

import org.jspecify.annotations.NullMarked;
