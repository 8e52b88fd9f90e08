/**
 * Captured frames, read from a stream of pcap or pcapng, and written to one of pcapng.
 *
 * <p>The formats are those of the IETF drafts "PCAP Capture File Format" and "PCAP Next Generation
 * (pcapng) Capture File Format". Read are headers and frames of pcap with times in micro- and
 * nanoseconds, and of pcapng section headers, interfaces, enhanced and simple packet blocks, and
 * the counters of interface statistics, in both byte orders. Other blocks and options are passed
 * over. Not read: compressed files, the obsolete Packet Block, and pcap as patched by Kuznetsov.
 *
 * <p>Written are pcapng's section header, interfaces, enhanced packet blocks with direction and
 * drop count, and interface statistics.
 *
 * <p>A stream is read from its start to its end, once, and nothing but the frame at hand is kept,
 * so what still grows can be read too. Its bytes may come from anybody: see {@link
 * dev.yagura.network.capture.CaptureLimits}.
 */
@NullMarked
package dev.yagura.network.capture;

import org.jspecify.annotations.NullMarked;
