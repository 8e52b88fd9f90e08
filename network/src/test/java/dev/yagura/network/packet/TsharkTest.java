package dev.yagura.network.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.capture.CaptureReader;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.samples.Captures;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * A capture by dumpcap, as this decoder and as tshark read it: {@code traffic.md} beside it says
 * how it was made.
 */
class TsharkTest {
    private static final int COLUMNS = 28;
    private static final int TIME = 1;
    private static final int IP = 4;
    private static final int IPV6 = 6;
    private static final int TCP = 10;
    private static final int UDP = 18;
    private static final int ICMP = 22;
    private static final int ICMPV6 = 25;

    private final PacketDecoder decoder = new PacketDecoder();

    @Test
    void saysOfEachFrameWhatTsharkSays() throws IOException {
        List<String> expected =
                new String(resource("traffic.txt").readAllBytes(), UTF_8).lines().toList();

        List<String> read = new ArrayList<>();
        for (CapturedFrame frame : frames()) {
            read.add(line(read.size() + 1, frame));
        }

        assertThat(read).hasSize(81).isEqualTo(expected);
        assertThat(decoder.fragments().givenUp()).isZero();
    }

    @Test
    void tellsChecksumsThatAreLeftToTheNetworkCardFromBadOnes() throws IOException {
        List<Checksum> checksums = new ArrayList<>();
        for (CapturedFrame frame : frames()) {
            if (decoder.decode(frame) instanceof DecodedFrame.Whole(Packet packet)) {
                switch (packet.transport()) {
                    case Transport.Tcp tcp -> checksums.add(tcp.checksum());
                    case Transport.Udp udp -> checksums.add(udp.checksum());
                    case Transport.Icmp _,
                            Transport.Sctp _,
                            Transport.Gre _,
                            Transport.Other _ -> {}
                }
            }
        }

        assertThat(checksums.subList(0, 25)).containsOnly(Checksum.OFFLOADED);
        assertThat(checksums.subList(25, checksums.size())).containsOnly(Checksum.GOOD);
    }

    private static List<CapturedFrame> frames() throws IOException {
        try (var in = new GZIPInputStream(resource("traffic.pcapng.gz"))) {
            CaptureReader reader = CaptureReader.open(in);
            List<CapturedFrame> frames = Captures.rest(reader);
            assertThat(reader.droppedFrames()).isZero();
            return frames;
        }
    }

    private String line(int number, CapturedFrame frame) {
        String[] columns = new String[COLUMNS];
        Arrays.fill(columns, "");
        columns[0] = String.valueOf(number);
        var time = frame.time().orElseThrow();
        columns[TIME] = "%d.%09d".formatted(time.getEpochSecond(), time.getNano());
        columns[2] = String.valueOf(frame.originalLengthBytes());
        switch (decoder.decode(frame)) {
            case DecodedFrame.Arp _ -> columns[3] = "0x0806";
            case DecodedFrame.NotIp notIp -> columns[3] = "0x%04x".formatted(notIp.etherType());
            case DecodedFrame.Fragment fragment -> ip(columns, fragment.ip());
            case DecodedFrame.Whole whole -> {
                ip(columns, whole.packet().ip());
                transport(columns, whole.packet());
            }
            case DecodedFrame.Malformed malformed -> columns[3] = malformed.why().getMessage();
        }
        return String.join(";", columns);
    }

    private static void ip(String[] columns, IpHeader ip) {
        columns[3] = ip.isV6() ? "0x86dd" : "0x0800";
        put(columns, ip.isV6() ? IPV6 : IP, ip.source(), ip.destination());
        columns[ip.isV6() ? 9 : 8] = String.valueOf(ip.hopLimit());
    }

    private static void transport(String[] columns, Packet packet) {
        long bytes = packet.payload().byteSize();
        switch (packet.transport()) {
            case Transport.Tcp tcp ->
                    put(
                            columns,
                            TCP,
                            tcp.sourcePort(),
                            tcp.destinationPort(),
                            tcp.sequence(),
                            tcp.acknowledgment(),
                            "0x%04x".formatted(tcp.flags()),
                            tcp.window(),
                            bytes,
                            status(tcp.checksum()));
            case Transport.Udp udp ->
                    put(
                            columns,
                            UDP,
                            udp.sourcePort(),
                            udp.destinationPort(),
                            8 + bytes,
                            status(udp.checksum()));
            case Transport.Icmp icmp ->
                    put(
                            columns,
                            packet.ip().isV6() ? ICMPV6 : ICMP,
                            icmp.type(),
                            icmp.code(),
                            status(icmp.checksum()));
            case Transport.Sctp _, Transport.Gre _, Transport.Other _ -> {}
        }
    }

    private static int status(Checksum checksum) {
        return switch (checksum) {
            case BAD, OFFLOADED -> 0;
            case GOOD -> 1;
            case UNCHECKED -> 2;
            case ABSENT -> 3;
        };
    }

    private static void put(String[] columns, int at, Object... values) {
        for (int i = 0; i < values.length; i++) {
            columns[at + i] = values[i].toString();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(TsharkTest.class.getResourceAsStream(name), name);
    }
}
