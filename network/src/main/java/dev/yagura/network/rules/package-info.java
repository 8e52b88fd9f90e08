/**
 * Rules about packets, in the language of Suricata.
 *
 * <p>The language is that of the Suricata 7 documentation ("Suricata Rules"); {@code
 * docs/network-rules.md} says exactly which part. A rule that asks for anything else is refused,
 * with its place, the keyword and the reason, and leaves the others alone: no rule is half applied.
 *
 * <p>Files of rules are hostile: {@link dev.yagura.network.rules.RuleLimits} bounds them. Regular
 * expressions run in linear time; what cannot is refused by name.
 *
 * <p>Here rules are read; {@link dev.yagura.network.match} holds them against packets.
 */
@NullMarked
package dev.yagura.network.rules;

import org.jspecify.annotations.NullMarked;
