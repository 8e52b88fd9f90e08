package dev.yagura.detect.network;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.packet.ArpMessage;
import dev.yagura.network.packet.Envelope;
import java.time.Instant;

/**
 * Judges packets as they pass: is told what is in flows, and reports as soon as it is sure enough.
 *
 * <p>Belongs to one capture; what it keeps is bounded, whatever comes. Not safe for use by several
 * threads.
 */
interface NetworkDetector extends AppListener {
    /** Returns what this detector is; always the same. */
    DetectorInfo info();

    /** A message of ARP came. */
    default void arp(ArpMessage message, Envelope envelope, Instant time) {}

    /** Returns how much was forgotten because there was too much. */
    long forgotten();
}
