/**
 * What is spoken in flows: protocols are recognised, and what they say is told.
 *
 * <p>Read are DNS over UDP and TCP, DHCP, HTTP/1, the hellos and certificates of TLS, a client's
 * hello in QUIC, the banner of SSH, and the lines of SMTP and FTP; HTTP/2 without TLS, NTP and SMB
 * are recognised only. What follows no protocol that is known here is left; what follows one and
 * then does not is told as malformed.
 */
@NullMarked
package dev.yagura.network.app;

import org.jspecify.annotations.NullMarked;
