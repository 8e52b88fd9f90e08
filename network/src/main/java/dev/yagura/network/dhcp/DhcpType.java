package dev.yagura.network.dhcp;

import java.util.Arrays;
import java.util.Optional;

/** What a message of DHCP is for (RFC 2132, "DHCP Message Type"). */
public enum DhcpType {
    /** A host looks for servers. */
    DISCOVER(1),
    /** A server offers an address. */
    OFFER(2),
    /** A host asks for an address that it was offered, or has. */
    REQUEST(3),
    /** A host does not want an address: somebody has it already. */
    DECLINE(4),
    /** A server gives an address. */
    ACK(5),
    /** A server refuses. */
    NAK(6),
    /** A host gives its address back. */
    RELEASE(7),
    /** A host asks for all but an address. */
    INFORM(8);

    private final int number;

    DhcpType(int number) {
        this.number = number;
    }

    /** Returns its number on the wire. */
    public int number() {
        return number;
    }

    /** Returns the type of a number; empty if it has none here. */
    static Optional<DhcpType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /** Returns whether servers say it. */
    public boolean isServers() {
        return this == OFFER || this == ACK || this == NAK;
    }
}
