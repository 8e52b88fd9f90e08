/**
 * Messages of the domain name system (RFC 1035, 3596, 2782).
 *
 * <p>A message is read whole or refused; what a record's data mean is told for the types that name
 * hosts and addresses, of others the bytes are. Names are compressed with pointers that lead back
 * only, so reading one ends. Not done: DNSSEC's checks, and what EDNS options mean.
 */
@NullMarked
package dev.yagura.network.dns;

import org.jspecify.annotations.NullMarked;
