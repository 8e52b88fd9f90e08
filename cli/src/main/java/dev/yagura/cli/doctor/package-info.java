/**
 * What this machine has and lacks for Yagura's work, and the line that mends it.
 *
 * <p>Each {@link dev.yagura.cli.doctor.Check} looks at one thing and changes nothing. The machine
 * is reached through {@link dev.yagura.cli.doctor.Machine}, so that tests can describe another one.
 */
@NullMarked
package dev.yagura.cli.doctor;

import org.jspecify.annotations.NullMarked;
