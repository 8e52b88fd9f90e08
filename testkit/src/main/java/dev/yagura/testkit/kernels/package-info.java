/**
 * What to boot: Debian's kernels, fetched by name from the mirror this machine already uses, or any
 * bzImage file, and a whole Debian system to go with them; cached outside the repository. Knows
 * Debian's package names of bullseye to sid; does not touch the machine's own apt state.
 */
@NullMarked
package dev.yagura.testkit.kernels;

import org.jspecify.annotations.NullMarked;
