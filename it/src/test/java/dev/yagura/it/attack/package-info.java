/**
 * Intrusions written into memory dumps of real guests, each beside a change that only looks like
 * it: some for every detector of memory.
 *
 * <p>A dump stays as it is; changes lie over it, those of a round at once. What a running guest
 * does under an intrusion is not shown here: see {@code dev.yagura.testkit.attacker}.
 */
@NullMarked
package dev.yagura.it.attack;

import org.jspecify.annotations.NullMarked;
