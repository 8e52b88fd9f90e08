/**
 * Messages of the dynamic host configuration protocol for IPv4 (RFC 2131, 2132, 3396).
 *
 * <p>A message is read whole or refused. Read are its fixed fields and the options that say what a
 * host is told and by whom. Not done: BOOTP without DHCP, options in the fields {@code sname} and
 * {@code file}, DHCPv6.
 */
@NullMarked
package dev.yagura.network.dhcp;

import org.jspecify.annotations.NullMarked;
