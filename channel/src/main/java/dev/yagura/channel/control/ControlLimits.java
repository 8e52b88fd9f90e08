package dev.yagura.channel.control;

import dev.yagura.attestation.ratls.KeyEvidence;

/** Sizes of the control protocol. */
public final class ControlLimits {
    /** Application protocol name under TLS (ALPN). */
    public static final String PROTOCOL = "yagura-control/1";

    /** Longest request in bytes: names are short, evidence is not. */
    public static final int MAX_REQUEST_BYTES = 1 << 16;

    /** Longest evidence in a request, in base64. */
    public static final int MAX_EVIDENCE_CHARS = (KeyEvidence.MAX_ENCODED_BYTES + 2) / 3 * 4;

    /** Longest response in bytes: an inventory of 256 guests with 64 disks each fits. */
    public static final int MAX_RESPONSE_BYTES = 16 << 20;

    /** Longest text in a message in characters. */
    public static final int MAX_TEXT_CHARS = 1000;

    /** Interfaces that can be named in one request. */
    public static final int MAX_INTERFACES = 32;

    /** Longest name of an interface in characters. */
    public static final int MAX_INTERFACE_CHARS = 64;

    /** Longest lease that can be asked for in milliseconds; agents grant less. */
    public static final long MAX_LEASE_MILLIS = 600_000;

    static final int MAX_DEPTH = 8;
    static final int MAX_ELEMENTS = 1 << 16;

    private ControlLimits() {}
}
