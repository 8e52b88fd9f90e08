/**
 * Records of what is in packets, in the form of Suricata's EVE ("EVE JSON Format" of the Suricata 7
 * documentation), so that what reads Suricata's {@code eve.json} reads these.
 *
 * <p>Written are {@code alert}, {@code anomaly}, {@code flow}, {@code dns}, {@code http}, {@code
 * tls} and {@code stats}. A record is a map; who takes it makes JSON of it. {@code docs/network.md}
 * says which fields there are, and what is otherwise than in Suricata.
 */
@NullMarked
package dev.yagura.network.eve;

import org.jspecify.annotations.NullMarked;
