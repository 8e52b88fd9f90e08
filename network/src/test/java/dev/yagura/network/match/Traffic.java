package dev.yagura.network.match;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.app.AppLayer;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.IpHeader;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpOptions;
import dev.yagura.network.packet.Transport;
import dev.yagura.network.rules.NetworkRules;
import dev.yagura.network.rules.RuleConfig;
import dev.yagura.network.rules.RuleSource;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Packets between 192.168.1.10, the client, and 203.0.113.5, and what rules say of them. What the
 * client sends starts with {@code >}, what the server sends with {@code <}; a second is between two
 * packets.
 */
final class Traffic {
    static final int SYN = 0x02;
    static final int ACK = 0x10;
    static final int PUSH_ACK = 0x18;
    static final int FIN_ACK = 0x11;

    private static final IpAddress CLIENT = IpAddress.parse("192.168.1.10").orElseThrow();
    private static final IpAddress SERVER = IpAddress.parse("203.0.113.5").orElseThrow();

    private final List<DecodedFrame> frames = new ArrayList<>();
    private int clientPort = 40_000;

    /** A connection whose handshake is done, and that is closed at the end. */
    Traffic tcp(int serverPort, String... messages) {
        return open(serverPort, messages).close();
    }

    private int port;
    private long client;
    private long server;

    /** A connection whose handshake is done; each message is a segment, which is acknowledged. */
    Traffic open(int serverPort, String... messages) {
        port = serverPort;
        clientPort++;
        client = 1000;
        server = 5000;
        segment(true, SYN, "");
        client++;
        segment(false, SYN | ACK, "");
        server++;
        segment(true, ACK, "");
        for (String message : messages) {
            boolean toServer = message.startsWith(">");
            segment(toServer, PUSH_ACK, message.substring(1));
            segment(!toServer, ACK, "");
        }
        return this;
    }

    private Traffic close() {
        segment(true, FIN_ACK, "");
        client++;
        segment(false, FIN_ACK, "");
        server++;
        segment(true, ACK, "");
        return this;
    }

    /** The next segment of the connection. */
    Traffic segment(boolean toServer, int flags, String payload) {
        var tcp =
                new Transport.Tcp(
                        toServer ? clientPort : port,
                        toServer ? port : clientPort,
                        toServer ? client : server,
                        (flags & ACK) == 0 ? 0 : toServer ? server : client,
                        flags,
                        65_535,
                        TcpOptions.NONE,
                        Checksum.GOOD);
        add(toServer, 6, tcp, payload);
        if (toServer) {
            client += payload.length();
        } else {
            server += payload.length();
        }
        return this;
    }

    /** Datagrams between two ports. */
    Traffic udp(int serverPort, String... messages) {
        clientPort++;
        for (String message : messages) {
            boolean toServer = message.startsWith(">");
            var udp =
                    new Transport.Udp(
                            toServer ? clientPort : serverPort,
                            toServer ? serverPort : clientPort,
                            Checksum.GOOD);
            add(toServer, 17, udp, message.substring(1));
        }
        return this;
    }

    /** A message of ICMP. */
    Traffic icmp(boolean toServer, int type, int code, String payload) {
        add(toServer, 1, new Transport.Icmp(type, code, 1L << 16, Checksum.GOOD), payload);
        return this;
    }

    private void add(boolean toServer, int protocol, Transport transport, String payload) {
        frames.add(
                new DecodedFrame.Whole(
                        new Packet(
                                new Envelope(List.of(), List.of()),
                                new IpHeader(
                                        toServer ? CLIENT : SERVER,
                                        toServer ? SERVER : CLIENT,
                                        protocol,
                                        0,
                                        64,
                                        false),
                                transport,
                                MemorySegment.ofArray(payload.getBytes(ISO_8859_1)),
                                0,
                                Optional.empty())));
    }

    /** Returns what rules, which must all be accepted, find. */
    List<RuleAlert> alerts(String... rules) {
        List<RuleAlert> alerts = new ArrayList<>();
        run(new RuleEngine(accepted(rules), alerts::add));
        return alerts;
    }

    /** Gives all packets to an engine. */
    void run(RuleEngine engine) {
        var table = new FlowTable(FlowLimits.DEFAULT, new AppLayer(engine));
        long second = 0;
        for (DecodedFrame frame : frames) {
            table.accept(frame, Instant.ofEpochSecond(second++));
        }
        table.finish();
    }

    /** Returns the sids of what rules find, in its order. */
    List<Long> sids(String... rules) {
        return alerts(rules).stream().map(alert -> alert.rule().info().sid()).toList();
    }

    /**
     * Returns how often a rule with these options, and all addresses and ports, finds something.
     */
    int count(String protocol, String options) {
        return alerts("alert %s any any -> any any (%s sid:1;)".formatted(protocol, options))
                .size();
    }

    static List<dev.yagura.network.rules.NetworkRule> accepted(String... rules) {
        NetworkRules read =
                NetworkRules.read(
                        List.of(new RuleSource("a.rules", String.join("\n", rules))),
                        RuleConfig.defaults());
        assertThat(read.verdicts()).allSatisfy(verdict -> assertThat(verdict.refusal()).isEmpty());
        return read.accepted();
    }
}
