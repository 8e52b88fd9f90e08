/**
 * Rules held against packets: what of the accepted rules of {@link dev.yagura.network.rules} is
 * meant by what a VM sends and gets.
 *
 * <p>{@link dev.yagura.network.match.RuleEngine} follows Suricata 7 in what is looked at, when, and
 * how often a rule is reported; {@code docs/network-rules.md} says where it does otherwise. Packets
 * are hostile, and so may rules be: everything that is held or spent is bounded, and what was left
 * out is counted in {@link dev.yagura.network.match.RuleCounts}.
 */
@NullMarked
package dev.yagura.network.match;

import org.jspecify.annotations.NullMarked;
