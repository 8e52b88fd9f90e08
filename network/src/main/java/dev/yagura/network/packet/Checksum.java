package dev.yagura.network.packet;

/** What a packet's checksum says of it. */
public enum Checksum {
    /** It fits. */
    GOOD,
    /** It does not fit: a receiver drops the packet. */
    BAD,
    /**
     * It covers addresses, protocol and length only: the sender left the rest to its network card,
     * and the frame was captured before that. Receivers on the same host take such a packet.
     */
    OFFLOADED,
    /** There is none, as UDP over IPv4 may have it. */
    ABSENT,
    /** The capture left out a part of what it covers. */
    UNCHECKED
}
