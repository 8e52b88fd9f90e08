package dev.yagura.network.packet;

import static dev.yagura.network.packet.FrameBytes.ETHERNET;
import static dev.yagura.network.packet.FrameBytes.cut;
import static dev.yagura.network.packet.FrameBytes.ethernet;
import static dev.yagura.network.packet.FrameBytes.frame;
import static dev.yagura.network.packet.FrameBytes.hex;
import static dev.yagura.network.packet.FrameBytes.ipv4;
import static dev.yagura.network.packet.FrameBytes.ipv4Fragment;
import static dev.yagura.network.packet.FrameBytes.ipv6;
import static dev.yagura.network.packet.FrameBytes.join;
import static dev.yagura.network.packet.FrameBytes.tcp;
import static dev.yagura.network.packet.FrameBytes.udp;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.packet.Transport.Icmp;
import dev.yagura.network.packet.Transport.Tcp;
import dev.yagura.network.packet.Transport.Udp;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PacketDecoderTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final byte[] PAYLOAD = {'h', 'i', '!'};
    private static final byte[] DATAGRAM = udp(53, 4000, PAYLOAD);

    private final PacketDecoder decoder = new PacketDecoder();

    static Stream<Arguments> linkLayers() {
        byte[] v4 = ipv4(UDP, DATAGRAM);
        byte[] v6 = ipv6(UDP, DATAGRAM);
        return Stream.of(
                Arguments.of("ethernet", 1, ethernet(0x0800, v4), List.of()),
                Arguments.of("ethernet, IPv6", 1, ethernet(0x86DD, v6), List.of()),
                Arguments.of(
                        "a tag", 1, ethernet(0x8100, join(hex("a064 0800"), v4)), List.of(100)),
                Arguments.of(
                        "two tags",
                        1,
                        ethernet(0x88A8, join(hex("0fff 8100 0001 86dd"), v6)),
                        List.of(4095, 1)),
                Arguments.of(
                        "linux cooked",
                        113,
                        join(hex("0000 0001 0006 020000000001 0000 0800"), v4),
                        List.of()),
                Arguments.of(
                        "linux cooked v2",
                        276,
                        join(hex("86dd 0000 00000002 0001 00 06 020000000001 0000"), v6),
                        List.of()),
                Arguments.of("null", 0, join(hex("02000000"), v4), List.of()),
                Arguments.of("null, big-endian", 0, join(hex("0000001e"), v6), List.of()),
                Arguments.of("loop", 108, join(hex("00000018"), v6), List.of()),
                Arguments.of("raw", 101, v4, List.of()),
                Arguments.of("raw, IPv6", 101, v6, List.of()),
                Arguments.of("ipv4", 228, v4, List.of()),
                Arguments.of("ipv6", 229, v6, List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("linkLayers")
    void readsWhatLiesInEachLinkLayer(
            String name, int linkType, byte[] bytes, List<Integer> vlans) {
        Packet packet = whole(linkType, bytes);

        assertThat(packet.vlans()).isEqualTo(vlans);
        assertThat(packet.transport()).isInstanceOf(Udp.class);
        assertThat(packet.payload().toArray(JAVA_BYTE)).isEqualTo(PAYLOAD);
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThat(decoder.decode(frame(linkType, 0, shorter)))
                    .as("%s, %d bytes", name, length)
                    .isInstanceOf(DecodedFrame.Malformed.class);
        }
    }

    @Test
    void readsAddressesPortsAndWhatElseAHeaderSays() {
        Packet packet = whole(ETHERNET, ethernet(0x0800, ipv4(UDP, DATAGRAM)));

        assertThat(packet.ip())
                .isEqualTo(
                        new IpHeader(
                                IpAddress.parse("192.0.2.1").orElseThrow(),
                                IpAddress.parse("198.51.100.2").orElseThrow(),
                                UDP,
                                0,
                                64,
                                false));
        assertThat(packet.transport()).isEqualTo(new Udp(53, 4000, Checksum.ABSENT));
        assertThat(packet.cut()).isFalse();
    }

    @Test
    void tellsWhatIsNotIp() {
        assertThat(decoder.decode(frame(1, 0, ethernet(0x0842, new byte[28]))))
                .isEqualTo(new DecodedFrame.NotIp(0x0842, Envelope.of(List.of())));
        assertThat(decoder.decode(frame(1, 0, ethernet(0x8100, hex("0005 88cc")))))
                .isEqualTo(new DecodedFrame.NotIp(0x88CC, Envelope.of(List.of(5))));
    }

    @ParameterizedTest
    @CsvSource({
        // where in the frame, bytes that are put there, what is refused
        "14, 55, ipv4 header, Version, OUT_OF_RANGE",
        "14, 44, ipv4 header, IHL, OUT_OF_RANGE",
        "14, 4f, ipv4 header, IHL, TRUNCATED",
        "16, 0013, ipv4 header, Total Length, OUT_OF_RANGE",
        "16, 0020, ipv4 header, Total Length, TRUNCATED",
        "24, 0000, ipv4 header, Header Checksum, BAD_CHECKSUM",
    })
    void refusesIpv4HeadersThatNoReceiverTakes(
            int at, String bytes, String structure, String field, Reason reason) {
        byte[] frame = ethernet(0x0800, ipv4(UDP, DATAGRAM));
        byte[] changed = hex(bytes);
        System.arraycopy(changed, 0, frame, at, changed.length);

        assertMalformed(frame(1, 0, frame), structure, field, reason);
    }

    @Test
    void looksIntoTunnelsUpToTheFourth() {
        byte[] packet = ipv4(UDP, DATAGRAM);
        for (int depth = 0; depth < 5; depth++) {
            packet = ipv4(4, packet);
        }

        Packet inner = whole(228, packet);
        for (int depth = 0; depth < 4; depth++) {
            assertThat(inner.envelope().tunnels()).hasSize(depth);
            inner = ((DecodedFrame.Whole) inner.inside().orElseThrow()).packet();
        }
        assertThat(inner.inside().orElseThrow())
                .isInstanceOfSatisfying(
                        DecodedFrame.Malformed.class,
                        malformed ->
                                assertThat(malformed.why())
                                        .hasMessageContaining("tunnels around it"));
    }

    @Test
    void whatIsWrongInATunnelDoesNotSpoilThePacketAroundIt() {
        Packet gre = whole(228, ipv4(47, hex("0000 0800 45")));

        assertThat(gre.transport())
                .isEqualTo(new Transport.Gre(0, 0x0800, OptionalLong.empty(), Checksum.ABSENT));
        assertThat(gre.inside().orElseThrow()).isInstanceOf(DecodedFrame.Malformed.class);
        assertMalformed(
                frame(228, 0, ipv4(47, hex("4000 0800 00000000"))),
                "gre header",
                "Flags, Ver",
                Reason.UNSUPPORTED);
        assertMalformed(
                frame(228, 0, ipv4(47, hex("0002 0800"))),
                "gre header",
                "Flags, Ver",
                Reason.OUT_OF_RANGE);
    }

    @Test
    void aDatagramToThePortOfVxlanNeedsItsHeader() {
        byte[] frame = ethernet(0x0800, ipv4(UDP, DATAGRAM));
        byte[] tunnel = udp(5000, 4789, join(hex("08000000 00002a00"), frame));
        byte[] other = udp(5000, 4789, join(hex("00000000 00002a00"), frame));

        assertThat(whole(228, ipv4(UDP, tunnel)).inside()).isPresent();
        assertThat(whole(228, ipv4(UDP, other)).inside()).isEmpty();
        assertThat(whole(228, ipv4(UDP, udp(4789, 53, PAYLOAD))).inside()).isEmpty();
    }

    @Test
    void fragmentsOfDifferentTunnelsBelongToDifferentPackets() {
        byte[] first = ipv4Fragment(UDP, 9, 0, true, new byte[8]);
        byte[] last = ipv4Fragment(UDP, 9, 8, false, new byte[8]);

        assertThat(inGre(1, first)).isInstanceOf(DecodedFrame.Fragment.class);
        assertThat(inGre(2, last)).isInstanceOf(DecodedFrame.Fragment.class);
        assertThat(inGre(1, last)).isNotInstanceOf(DecodedFrame.Fragment.class);
    }

    private DecodedFrame inGre(int key, byte[] packet) {
        byte[] gre = join(hex("2000 0800 %08x".formatted(key)), packet);
        return whole(228, ipv4(47, gre)).inside().orElseThrow();
    }

    @Test
    void refusesArpOfOtherNetworks() {
        byte[] message = hex("0001 0800 06 04 0002 020000000001 c0000201 020000000002 c0000202");
        byte[] other = message.clone();
        other[1] = 6;

        assertThat(decoder.decode(frame(1, 0, ethernet(0x0806, message))))
                .isInstanceOfSatisfying(
                        DecodedFrame.Arp.class,
                        arp -> {
                            assertThat(arp.message().operation()).isEqualTo(2);
                            assertThat(arp.message().senderMac()).hasToString("02:00:00:00:00:01");
                            assertThat(arp.message().targetIp()).hasToString("192.0.2.2");
                        });
        assertMalformed(
                frame(1, 0, ethernet(0x0806, other)), "arp message", "ar$hrd", Reason.OUT_OF_RANGE);
        assertMalformed(
                frame(1, 0, ethernet(0x0806, Arrays.copyOf(message, 27))),
                "arp message",
                "ar$tpa",
                Reason.TRUNCATED);
    }

    @Test
    void tcpOptionsAreReadUpToTheFirstThatCannotBe() {
        assertThat(options("01 03030f 080a 00000005 00000000 00 00"))
                .isEqualTo(new TcpOptions(OptionalInt.of(14), OptionalLong.of(5)));
        assertThat(options("03030700 080a 00000005 00000000 0000"))
                .as("behind the end of options")
                .isEqualTo(new TcpOptions(OptionalInt.of(7), OptionalLong.empty()));
        assertThat(options("0500 03030700 0000")).isEqualTo(TcpOptions.NONE);
        assertThat(options("01010108 0a000000")).as("cut").isEqualTo(TcpOptions.NONE);
    }

    private TcpOptions options(String digits) {
        byte[] bytes = hex(digits);
        byte[] padded = Arrays.copyOf(bytes, (bytes.length + 3) / 4 * 4);
        byte[] segment = join(tcp(80, 5000, 1, 2, new byte[0]), padded);
        segment[12] = (byte) (((20 + padded.length) / 4) << 4);
        return ((Tcp) whole(228, ipv4(TCP, segment)).transport()).options();
    }

    @Test
    void aFourthTagIsRefused() {
        byte[] frame = ethernet(0x8100, hex("0001 8100 0002 8100 0003 8100 0004 0800"));

        assertMalformed(
                frame(1, 0, frame), "vlan tag", "tag control information", Reason.OUT_OF_RANGE);
    }

    @Test
    void anUnknownLinkLayerIsRefusedByNumber() {
        assertMalformed(frame(147, 0, PAYLOAD), "frame", "linktype", Reason.UNSUPPORTED);
        assertMalformed(
                frame(108, 0, hex("00000007")), "loopback header", "family", Reason.UNSUPPORTED);
    }

    @Test
    void paddingBehindAPacketIsNotItsPayload() {
        byte[] padded = join(ethernet(0x0800, ipv4(UDP, DATAGRAM)), new byte[20]);

        assertThat(whole(ETHERNET, padded).payload().byteSize()).isEqualTo(3);
    }

    @Test
    void walksOverExtensionHeaders() {
        byte[] chain =
                join(
                        hex("2b 00 010400000000"), // hop by hop, a PadN
                        hex("33 00 0000 00000000"), // routing
                        hex("3c 01 0000 00000001 00000001"), // authentication: 12 bytes
                        hex("2c 00 010400000000"), // destination options
                        hex("11 00 0000 00000007"), // a fragment header of a whole packet
                        DATAGRAM);

        Packet packet = whole(ETHERNET, ethernet(0x86DD, ipv6(0, chain)));

        assertThat(packet.ip().protocol()).isEqualTo(UDP);
        assertThat(packet.ip().fragmented()).isFalse();
        assertThat(packet.payload().toArray(JAVA_BYTE)).isEqualTo(PAYLOAD);
    }

    @Test
    void refusesEndlessAndCutExtensionHeaders() {
        byte[] many = new byte[17 * 8];
        for (int i = 0; i < many.length; i += 8) {
            many[i] = 60;
        }
        assertMalformed(
                frame(229, 0, ipv6(60, many)),
                "ipv6 extension header 60",
                "Next Header",
                Reason.OUT_OF_RANGE);
        assertMalformed(
                frame(229, 0, ipv6(60, hex("11 01 0104 00000000"))),
                "ipv6 extension header 60",
                "Hdr Ext Len",
                Reason.TRUNCATED);
        // A jumbogram: no length, and an option that has it.
        assertMalformed(
                frame(229, 0, ipv6(0, new byte[0])),
                "ipv6 extension header 0",
                "Next Header",
                Reason.TRUNCATED);
    }

    @Test
    void whatHasNoHeaderOfItsOwnIsToldByNumber() {
        Packet none = whole(229, ipv6(59, PAYLOAD));
        Packet esp = whole(228, ipv4(50, PAYLOAD));

        assertThat(none.transport()).isEqualTo(new Transport.Other());
        assertThat(esp.ip().protocol()).isEqualTo(50);
        assertThat(esp.payload().toArray(JAVA_BYTE)).isEqualTo(PAYLOAD);
    }

    @Test
    void readsTcpWithItsFlagsAndBehindItsOptions() {
        byte[] segment =
                join(tcp(80, 5000, 0xFFFF_FFFFL, 0x12, new byte[0]), hex("020405b4"), PAYLOAD);
        segment[12] = 0x60;

        Packet packet = whole(228, ipv4(TCP, segment));

        Tcp tcp = (Tcp) packet.transport();
        assertThat(tcp.sequence()).isEqualTo(0xFFFF_FFFFL);
        assertThat(tcp.window()).isEqualTo(0x2000);
        assertThat(tcp.has(TcpFlag.SYN) && tcp.has(TcpFlag.ACK)).isTrue();
        assertThat(tcp.has(TcpFlag.FIN) || tcp.has(TcpFlag.RST)).isFalse();
        assertThat(packet.payload().toArray(JAVA_BYTE)).isEqualTo(PAYLOAD);
    }

    @Test
    void refusesTransportHeadersThatDoNotFit() {
        byte[] segment = tcp(80, 5000, 1, 2, PAYLOAD);
        segment[12] = 0x40;
        assertMalformed(
                frame(228, 0, ipv4(TCP, segment)),
                "tcp header",
                "Data Offset",
                Reason.OUT_OF_RANGE);
        segment[12] = 0x60;
        assertMalformed(
                frame(228, 0, ipv4(TCP, segment)), "tcp header", "Data Offset", Reason.TRUNCATED);
        assertMalformed(
                frame(228, 0, ipv4(TCP, Arrays.copyOf(segment, 19))),
                "tcp header",
                "Urgent Pointer",
                Reason.TRUNCATED);
        assertMalformed(
                frame(228, 0, ipv4(UDP, hex("0001 0002 0007 0000"))),
                "udp header",
                "Length",
                Reason.OUT_OF_RANGE);
        assertMalformed(
                frame(228, 0, ipv4(UDP, hex("0001 0002 0009 0000"))),
                "udp header",
                "Length",
                Reason.TRUNCATED);
    }

    @Test
    void checksumsAreJudged() {
        byte[] segment = tcp(80, 5000, 1, 2, PAYLOAD);
        IpHeader ip = whole(228, ipv4(TCP, segment)).ip();
        int good = ~sumWith(ip, segment);
        int pseudo = sumWith(ip, new byte[0]) + segment.length;

        assertThat(checksumOf(segment, good)).isEqualTo(Checksum.GOOD);
        assertThat(checksumOf(segment, good + 1)).isEqualTo(Checksum.BAD);
        assertThat(checksumOf(segment, pseudo)).isEqualTo(Checksum.OFFLOADED);
        assertThat(((Udp) whole(229, ipv6(UDP, DATAGRAM)).transport()).checksum())
                .as("IPv6 does without none")
                .isEqualTo(Checksum.BAD);
        assertThat(whole(228, ipv4(1, hex("0800 f7ff 0000 0000"))).transport())
                .isEqualTo(new Icmp(8, 0, 0, Checksum.GOOD));
        assertThat(whole(228, ipv4(1, hex("0800 f7fe 0000 0000"))).transport())
                .isEqualTo(new Icmp(8, 0, 0, Checksum.BAD));
    }

    @Test
    void aFrameThatTheCaptureCutIsReadAsFarAsItGoes() {
        byte[] segment = tcp(80, 5000, 1, 2, new byte[1000]);
        byte[] bytes = ethernet(0x0800, ipv4(TCP, segment));
        byte[] captured = Arrays.copyOf(bytes, 100);

        var decoded = (DecodedFrame.Whole) decoder.decode(cut(ETHERNET, 0, captured, bytes.length));

        assertThat(decoded.packet().cut()).isTrue();
        assertThat(decoded.packet().payload().byteSize()).isEqualTo(100 - 14 - 20 - 20);
        assertThat(((Tcp) decoded.packet().transport()).checksum()).isEqualTo(Checksum.UNCHECKED);
        assertMalformed(
                cut(ETHERNET, 0, captured, bytes.length - 1),
                "ipv4 header",
                "Total Length",
                Reason.TRUNCATED);
    }

    @Test
    void survivesMutations() {
        List<Arguments> sound = linkLayers().toList();
        Random random = new Random(11);
        for (int i = 0; i < MUTATIONS; i++) {
            Object[] each = sound.get(i % sound.size()).get();
            byte[] damaged = ((byte[]) each[2]).clone();
            for (int change = random.nextInt(5); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            long missing = random.nextInt(4) == 0 ? random.nextInt(70_000) : 0;
            DecodedFrame decoded =
                    decoder.decode(cut((int) each[1], i, damaged, damaged.length + missing));
            if (decoded instanceof DecodedFrame.Whole whole) {
                assertThat(whole.packet().payload().byteSize()).isLessThan(70_000);
            }
        }
    }

    private Checksum checksumOf(byte[] segment, int stored) {
        byte[] changed = segment.clone();
        changed[16] = (byte) (stored >>> 8);
        changed[17] = (byte) stored;
        return ((Tcp) whole(228, ipv4(TCP, changed)).transport()).checksum();
    }

    /** The sum over a TCP pseudo-header and a segment, added up once more by other means. */
    private static int sumWith(IpHeader ip, byte[] segment) {
        long sum = segment.length;
        sum += TCP;
        for (IpAddress address : List.of(ip.source(), ip.destination())) {
            sum += (address.low() >>> 16) + (address.low() & 0xFFFF);
        }
        byte[] even = Arrays.copyOf(segment, (segment.length + 1) / 2 * 2);
        for (int i = 0; i < even.length; i += 2) {
            sum += ((even[i] & 0xFF) << 8) | (even[i + 1] & 0xFF);
        }
        return (int) (sum % 0xFFFF);
    }

    private Packet whole(int linkType, byte[] bytes) {
        DecodedFrame decoded = decoder.decode(frame(linkType, 0, bytes));
        assertThat(decoded).isInstanceOf(DecodedFrame.Whole.class);
        return ((DecodedFrame.Whole) decoded).packet();
    }

    private void assertMalformed(
            CapturedFrame frame, String structure, String field, Reason reason) {
        DecodedFrame decoded = decoder.decode(frame);
        assertThat(decoded).isInstanceOf(DecodedFrame.Malformed.class);
        var why = ((DecodedFrame.Malformed) decoded).why();
        assertThat(List.of(why.structure(), why.field(), why.reason()))
                .isEqualTo(List.of(structure, field, reason));
    }
}
