/**
 * Finds out at start who can vouch for this program, and asks it: Gramine's files, Linux' {@code
 * configfs-tsm}, or nobody, which is simulation.
 *
 * <p>What is found here decides whom the program asks, and nothing about trust: a host can make
 * such files. That a quote is genuine, only whoever appraises it knows.
 */
@NullMarked
package dev.yagura.attestation.source;

import org.jspecify.annotations.NullMarked;
