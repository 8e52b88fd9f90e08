package dev.yagura.detect.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.detect.Finding;
import dev.yagura.network.app.AppLayer;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.ArpMessage;
import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.IpHeader;
import dev.yagura.network.packet.MacAddress;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.TcpOptions;
import dev.yagura.network.packet.Transport;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Packets of several hosts, and what detectors find in them. Hosts of 192.168.0.0/16 are at home; a
 * millisecond is between two packets.
 */
final class Scene {
    private static final Envelope PLAIN = new Envelope(List.of(), List.of());
    private static final int SYN = TcpFlag.SYN.bit();
    private static final int ACK = TcpFlag.ACK.bit();
    private static final int RST = TcpFlag.RST.bit();
    private static final int FIN = TcpFlag.FIN.bit();

    private final List<Timed> frames = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private int clientPort = 40_000;

    private record Timed(DecodedFrame frame, Instant time) {}

    /** Lets time pass. */
    Scene pause(Duration time) {
        now = now.plus(time);
        return this;
    }

    Scene pauseSeconds(long seconds) {
        return pause(Duration.ofSeconds(seconds));
    }

    /** An attempt to connect that is refused. */
    Scene refused(String client, String server, int port) {
        clientPort++;
        segment(client, clientPort, server, port, 1000, 0, SYN, "");
        return segment(server, port, client, clientPort, 0, 1001, RST | ACK, "");
    }

    /** An attempt to connect that nobody answers. */
    Scene unanswered(String client, String server, int port) {
        clientPort++;
        return segment(client, clientPort, server, port, 1000, 0, SYN, "");
    }

    /** A connection that the server resets once it has been asked for something. */
    Scene reset(String client, String server, int port) {
        clientPort++;
        segment(client, clientPort, server, port, 1000, 0, SYN, "");
        segment(server, port, client, clientPort, 5000, 1001, SYN | ACK, "");
        segment(client, clientPort, server, port, 1001, 5001, ACK, "what?");
        return segment(server, port, client, clientPort, 5001, 1006, RST | ACK, "");
    }

    /** A connection; what the client says starts with {@code >}, what the server says otherwise. */
    Scene talk(String client, String server, int port, String... messages) {
        clientPort++;
        long ours = 1000;
        long theirs = 5000;
        segment(client, clientPort, server, port, ours++, 0, SYN, "");
        segment(server, port, client, clientPort, theirs++, ours, SYN | ACK, "");
        segment(client, clientPort, server, port, ours, theirs, ACK, "");
        for (String message : messages) {
            String text = message.substring(1);
            if (message.startsWith(">")) {
                segment(client, clientPort, server, port, ours, theirs, ACK, text);
                ours += text.length();
                segment(server, port, client, clientPort, theirs, ours, ACK, "");
            } else {
                segment(server, port, client, clientPort, theirs, ours, ACK, text);
                theirs += text.length();
                segment(client, clientPort, server, port, ours, theirs, ACK, "");
            }
        }
        segment(client, clientPort, server, port, ours++, theirs, FIN | ACK, "");
        segment(server, port, client, clientPort, theirs++, ours, FIN | ACK, "");
        return segment(client, clientPort, server, port, ours, theirs, ACK, "");
    }

    private Scene segment(
            String from,
            int fromPort,
            String to,
            int toPort,
            long seq,
            long ack,
            int flags,
            String text) {
        var tcp =
                new Transport.Tcp(
                        fromPort, toPort, seq, ack, flags, 65_535, TcpOptions.NONE, Checksum.GOOD);
        return packet(from, to, 6, tcp, text.getBytes(ISO_8859_1));
    }

    /** A datagram. */
    Scene datagram(String from, int fromPort, String to, int toPort, byte[] payload) {
        return packet(from, to, 17, new Transport.Udp(fromPort, toPort, Checksum.GOOD), payload);
    }

    /** A query of DNS for an address, and its answer without records. */
    Scene lookup(String client, String name, int responseCode) {
        clientPort++;
        datagram(client, clientPort, "192.168.1.1", 53, query(name, 0x0100));
        return datagram("192.168.1.1", 53, client, clientPort, query(name, 0x8180 | responseCode));
    }

    private static byte[] query(String name, int flags) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {1, 2, (byte) (flags >> 8), (byte) flags, 0, 1});
        bytes.writeBytes(new byte[6]);
        for (String label : name.split("\\.", -1)) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(ISO_8859_1));
        }
        bytes.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return bytes.toByteArray();
    }

    private Scene packet(String from, String to, int protocol, Transport transport, byte[] bytes) {
        var header = new IpHeader(address(from), address(to), protocol, 0, 64, false);
        return add(
                new DecodedFrame.Whole(
                        new Packet(
                                PLAIN,
                                header,
                                transport,
                                MemorySegment.ofArray(bytes),
                                0,
                                Optional.empty())));
    }

    /** A message of ARP: who has an address says so, or asks for another. */
    Scene arp(int operation, long mac, String sender, String target) {
        return add(
                new DecodedFrame.Arp(
                        new ArpMessage(
                                operation,
                                new MacAddress(mac),
                                address(sender),
                                new MacAddress(0),
                                address(target)),
                        PLAIN));
    }

    private Scene add(DecodedFrame frame) {
        frames.add(new Timed(frame, now));
        now = now.plusMillis(1);
        return this;
    }

    static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    /** Returns what all detectors find, without lists. */
    List<Finding> findings() {
        return findings(BadFingerprints.EMPTY, SentVolumes.EMPTY);
    }

    /** Returns what all detectors find. */
    List<Finding> findings(BadFingerprints bad, SentVolumes usual) {
        List<Finding> findings = new ArrayList<>();
        run(new NetworkWatch(settings(bad, usual), findings::add));
        return findings;
    }

    static NetworkSettings settings(BadFingerprints bad, SentVolumes usual) {
        return new NetworkSettings(
                address -> !address.isV6() && address.low() >>> 16 == 0xC0A8, bad, usual);
    }

    /** Has detectors look at it. */
    void run(NetworkWatch watch) {
        var table = new FlowTable(FlowLimits.DEFAULT, new AppLayer(watch.flows()));
        for (Timed each : frames) {
            if (each.frame() instanceof DecodedFrame.Arp(var message, var envelope)) {
                watch.arp(message, envelope, each.time());
            }
            table.accept(each.frame(), each.time());
        }
        table.finish();
    }

    /** Returns the rules of what all detectors find, without lists. */
    List<String> rules() {
        return findings().stream().map(Finding::rule).toList();
    }
}
