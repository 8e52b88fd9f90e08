/**
 * A guest in memory, for unit tests: guest-physical bytes with real x86-64 page tables over them.
 * Runs nothing; a test writes the structures that it wants found.
 */
@NullMarked
package dev.yagura.testkit.fake;

import org.jspecify.annotations.NullMarked;
