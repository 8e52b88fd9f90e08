package dev.yagura.network.rules;

import java.util.Arrays;
import java.util.Optional;

/** What a rule's header may name as its protocol. */
public enum Protocol {
    /** Any IP packet. */
    IP("ip", Layer.NETWORK),
    /** TCP: single packets, and the stream that they make. */
    TCP("tcp", Layer.TCP),
    /** TCP, single packets only. */
    TCP_PACKET("tcp-pkt", Layer.TCP),
    /** TCP, the stream only. */
    TCP_STREAM("tcp-stream", Layer.TCP),
    /** UDP. */
    UDP("udp", Layer.UDP),
    /** ICMP of IPv4 and of IPv6. */
    ICMP("icmp", Layer.NETWORK),
    /** HTTP/1. */
    HTTP("http", Layer.TCP),
    /** DNS, over UDP and TCP. */
    DNS("dns", Layer.ANY),
    /** TLS. */
    TLS("tls", Layer.TCP),
    /** SMTP. */
    SMTP("smtp", Layer.TCP),
    /** FTP's control connection. */
    FTP("ftp", Layer.TCP),
    /** SMB. */
    SMB("smb", Layer.TCP),
    /** SSH. */
    SSH("ssh", Layer.TCP);

    /** What a protocol goes over. */
    enum Layer {
        /** IP itself. */
        NETWORK,
        /** TCP. */
        TCP,
        /** UDP. */
        UDP,
        /** TCP or UDP. */
        ANY
    }

    private final String word;
    private final Layer layer;

    Protocol(String word, Layer layer) {
        this.word = word;
        this.layer = layer;
    }

    /** Returns the word of the language. */
    public String word() {
        return word;
    }

    /** Returns whether it is one that lies over TCP or UDP, and is known by its content. */
    public boolean isApplication() {
        return compareTo(HTTP) >= 0;
    }

    /** Returns whether packets of this protocol may be of the other. */
    boolean admits(Protocol application) {
        return switch (this) {
            case IP -> true;
            case TCP, TCP_STREAM -> application.layer != Layer.UDP;
            case UDP -> application.layer == Layer.ANY;
            case TCP_PACKET, ICMP -> false;
            default -> this == application;
        };
    }

    static Optional<Protocol> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
