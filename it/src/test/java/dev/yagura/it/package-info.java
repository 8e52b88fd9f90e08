/**
 * Proof, end to end: real guests, the real program in processes of its own, an attacker outside.
 *
 * <p>Each test class names the acceptance line it proves. Guests boot under software emulation, so
 * those that several classes can share are booted once; see {@link dev.yagura.it.SharedGuest}.
 */
@NullMarked
package dev.yagura.it;

import org.jspecify.annotations.NullMarked;
