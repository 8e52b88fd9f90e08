/**
 * Checks at start that the ground that a JVM stands on is there: page protection, by which it stops
 * its threads and notices the end of a stack.
 *
 * <p>A library OS on SGX of the first generation has none, and the JVM then hangs or dies at a
 * moment of its own. What is checked is that these work, not that the platform is genuine.
 */
@NullMarked
package dev.yagura.enclave.footing;

import org.jspecify.annotations.NullMarked;
