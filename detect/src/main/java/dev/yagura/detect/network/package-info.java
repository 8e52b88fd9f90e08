/**
 * Detectors that judge a VM's packets as they pass, without rules.
 *
 * <p>A {@link dev.yagura.detect.network.NetworkDetector} is told what is in flows and keeps what it
 * needs to judge what comes later: counts within a time by the capture's clock, within bounds; what
 * was forgotten for want of room is counted. {@link dev.yagura.detect.network.NetworkWatch} runs
 * them. What they find is a {@link dev.yagura.detect.Finding} as those of scans are; the same about
 * the same subject is reported once in an hour.
 *
 * <p>They go by what can be seen from outside: whom a host talks to, when, how often and how much,
 * and what is said in the clear. Somebody who is slow and quiet enough stays below every bound;
 * each detector says what evades it.
 */
@NullMarked
package dev.yagura.detect.network;

import org.jspecify.annotations.NullMarked;
