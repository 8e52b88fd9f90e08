/**
 * The directory {@code net} of procfs, one for each network name space: {@code net/ipv4}, {@code
 * net/ipv6}, {@code net/unix}, {@code net/packet}, {@code net/netlink} and {@code net/core} of the
 * kernel, 5.10 to 7.2.
 *
 * <p>Addresses of sockets are hashed, as this kernel hashes them. Not from memory: the counters of
 * drivers that count for themselves, of which {@code dev} shows what the kernel counts for all;
 * {@code snmp}, {@code netstat} and their like, which are an error for who reads them.
 */
@NullMarked
package dev.yagura.view.proc.net;

import org.jspecify.annotations.NullMarked;
