package dev.yagura.network.packet;

import static dev.yagura.network.packet.FrameBytes.frame;
import static dev.yagura.network.packet.FrameBytes.hex;
import static dev.yagura.network.packet.FrameBytes.ipv4Fragment;
import static dev.yagura.network.packet.FrameBytes.ipv6Fragment;
import static dev.yagura.network.packet.FrameBytes.join;
import static dev.yagura.network.packet.FrameBytes.udp;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FragmentTableTest {
    private static final int UDP = 17;
    private static final int RAW = 101;

    /** A datagram of 8 + 56 bytes, each of which tells its place. */
    private static final byte[] DATAGRAM = udp(1000, 2000, numbered(56));

    private final PacketDecoder decoder = new PacketDecoder();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fragmentsMakeAPacketInAnyOrder(boolean v6) {
        int[][] orders = {{0, 24, 48}, {48, 24, 0}, {24, 48, 0}, {0, 48, 24}};
        for (int[] order : orders) {
            assertThat(feed(v6, order[0], next(order[0]), 1)).isEmpty();
            assertThat(feed(v6, order[1], next(order[1]), 1)).isEmpty();
            assertThat(feed(v6, order[2], next(order[2]), 1))
                    .as(Arrays.toString(order))
                    .hasValueSatisfying(packet -> {
                        assertThat(packet.payload().toArray(JAVA_BYTE)).isEqualTo(numbered(56));
                        assertThat(packet.ip().fragmented()).isTrue();
                        assertThat(packet.ip().protocol()).isEqualTo(UDP);
                    });
        }
        assertThat(decoder.fragments().givenUp()).isZero();
    }

    @Test
    void ofDuplicatesTheFirstCounts() {
        feed(false, 0, 24, 1);
        feed(false, 24, 48, 1);
        byte[] other = new byte[32];
        decode(ipv4Fragment(UDP, 7, 8, true, other)); // within 0 to 48

        assertThat(feed(false, 48, 64, 1))
                .hasValueSatisfying(packet ->
                        assertThat(packet.payload().toArray(JAVA_BYTE)).isEqualTo(numbered(56)));
    }

    /**
     * Linux joins runs only where a fragment follows the last one: two that touch in the middle
     * stay two, and what lies over both of them is an overlap.
     */
    @Test
    void whatLiesOverTwoRunsIsAnOverlap() {
        feed(false, 24, 48, 1);
        feed(false, 0, 24, 1); // touches the run behind it, and is no part of it

        assertThat(decode(ipv4Fragment(UDP, 7, 16, true, new byte[16])))
                .isInstanceOf(DecodedFrame.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOverlapDropsTheWholePacket(boolean v6) {
        feed(v6, 0, 24, 1);
        DecodedFrame overlap = decode(fragment(v6, 16, 40));

        assertThat(overlap)
                .isInstanceOfSatisfying(
                        DecodedFrame.Malformed.class,
                        malformed ->
                                assertThat(malformed.why())
                                        .hasMessageContaining("overlaps other fragments"));
        assertThat(feed(v6, 24, 64, 1)).as("the start is gone").isEmpty();
        assertThat(feed(v6, 0, 24, 1)).as("and comes anew").isPresent();
    }

    @Test
    void contradictionsAboutTheEndDropTheWholePacket() {
        feed(false, 48, 64, 1);
        assertThat(decode(ipv4Fragment(UDP, 7, 64, true, new byte[8])))
                .as("beyond the end")
                .isInstanceOf(DecodedFrame.Malformed.class);
        feed(false, 48, 64, 1);
        assertThat(decode(ipv4Fragment(UDP, 7, 24, false, new byte[8])))
                .as("an end before what has come")
                .isInstanceOf(DecodedFrame.Malformed.class);
        feed(false, 48, 64, 1);
        assertThat(decode(ipv4Fragment(UDP, 7, 64, false, new byte[8])))
                .as("another end")
                .isInstanceOf(DecodedFrame.Malformed.class);
        assertThat(decode(ipv4Fragment(UDP, 7, 8, true, new byte[7])))
                .as("nothing that counts")
                .isInstanceOf(DecodedFrame.Malformed.class);
    }

    @Test
    void aLengthThatIsNoMultipleOfEightIsRoundedDownInIpv4AndRefusedInIpv6() {
        decode(ipv4Fragment(UDP, 7, 0, true, Arrays.copyOf(DATAGRAM, 27)));
        assertThat(feed(false, 24, 64, 1)).isPresent();

        feed(true, 0, 24, 1);
        assertThat(decode(ipv6Fragment(UDP, 7, 24, true, new byte[9])))
                .isInstanceOf(DecodedFrame.Malformed.class);
        assertThat(feed(true, 24, 64, 1)).as("the others stay").isPresent();
    }

    @Test
    void noPacketIsLongerThanItsLengthCanSay() {
        feed(false, 0, 24, 1);
        decode(ipv4Fragment(UDP, 7, 65528, true, new byte[8]));
        assertThat(decode(ipv4Fragment(UDP, 7, 24, false, new byte[40])))
                .as("the packet cannot be, and its end is another")
                .isInstanceOf(DecodedFrame.Malformed.class);

        byte[] long4 = new byte[65_516];
        decode(ipv4Fragment(UDP, 8, 0, true, Arrays.copyOf(long4, 40_000)));
        DecodedFrame last =
                decode(ipv4Fragment(UDP, 8, 40_000, false, new byte[long4.length - 40_000]));
        assertThat(last)
                .isInstanceOfSatisfying(
                        DecodedFrame.Malformed.class,
                        malformed ->
                                assertThat(malformed.why())
                                        .hasMessageContaining("more than a packet's length says"));

        feed(true, 0, 24, 1);
        assertThat(decode(ipv6Fragment(UDP, 7, 65528, true, new byte[8])))
                .isInstanceOf(DecodedFrame.Malformed.class);
        assertThat(feed(true, 24, 64, 1)).as("the others stay").isPresent();
    }

    @Test
    void packetsWithTheSameNumberOfOtherProtocolsOrTagsAreApart() {
        feed(false, 0, 24, 1);
        assertThat(decode(ipv4Fragment(6, 7, 24, false, new byte[40])))
                .isInstanceOf(DecodedFrame.Fragment.class);
        byte[] tagged =
                FrameBytes.ethernet(
                        0x8100,
                        join(hex("0001 0800"), ipv4Fragment(UDP, 7, 24, false, new byte[40])));
        assertThat(decoder.decode(frame(1, 1, tagged))).isInstanceOf(DecodedFrame.Fragment.class);
    }

    @Test
    void extensionHeadersMayComeBehindTheFragments() {
        byte[] inside = join(hex("11 00 010400000000"), DATAGRAM);
        decode(ipv6Fragment(60, 7, 0, true, Arrays.copyOf(inside, 40)));
        DecodedFrame last =
                decode(ipv6Fragment(60, 7, 40, false, Arrays.copyOfRange(inside, 40, 72)));

        assertThat(last)
                .isInstanceOfSatisfying(
                        DecodedFrame.Whole.class,
                        whole -> assertThat(whole.packet().ip().protocol()).isEqualTo(UDP));

        byte[] nested = join(hex("11 00 0001 00000009"), DATAGRAM);
        decode(ipv6Fragment(44, 8, 0, true, Arrays.copyOf(nested, 40)));
        assertThat(decode(ipv6Fragment(44, 8, 40, false, Arrays.copyOfRange(nested, 40, 72))))
                .as("fragments inside of fragments")
                .isInstanceOf(DecodedFrame.Malformed.class);
    }

    @Test
    void anOldPacketIsGivenUp() {
        feed(false, 0, 24, 100);
        assertThat(feed(false, 24, 64, 130)).as("30 seconds").isPresent();
        feed(false, 0, 24, 100);
        assertThat(feed(false, 24, 64, 131)).isEmpty();
        assertThat(decoder.fragments().givenUp()).isEqualTo(1);

        feed(true, 0, 24, 100);
        assertThat(feed(true, 24, 64, 160)).as("60 seconds").isPresent();
    }

    @Test
    void memoryIsBounded() {
        byte[] eight = new byte[8];
        for (int id = 0; id <= FragmentTable.MAX_PACKETS; id++) {
            decode(ipv6Fragment(UDP, id, 8, true, eight));
        }
        assertThat(decoder.fragments().givenUp()).isEqualTo(1);

        byte[] large = new byte[60_000];
        for (int id = 0; id < 100; id++) {
            decode(ipv6Fragment(UDP, 10_000 + id, 0, true, large));
        }
        int kept = FragmentTable.MAX_HELD_BYTES / large.length;
        assertThat(decoder.fragments().givenUp())
                .isEqualTo(FragmentTable.MAX_PACKETS + 1 + 100 - kept);
    }

    @Test
    void aFragmentThatTheCaptureCutIsRefused() {
        byte[] fragment = ipv4Fragment(UDP, 7, 0, true, new byte[24]);

        assertThat(decoder.decode(FrameBytes.cut(RAW, 0, Arrays.copyOf(fragment, 40), 44)))
                .isInstanceOf(DecodedFrame.Malformed.class);
    }

    private Optional<Packet> feed(boolean v6, int from, int to, long second) {
        return decoder.decode(frame(RAW, second, fragment(v6, from, to)))
                        instanceof DecodedFrame.Whole whole
                ? Optional.of(whole.packet())
                : Optional.empty();
    }

    private DecodedFrame decode(byte[] packet) {
        return decoder.decode(frame(RAW, 1, packet));
    }

    private static byte[] fragment(boolean v6, int from, int to) {
        byte[] part = Arrays.copyOfRange(DATAGRAM, from, to);
        boolean more = to < DATAGRAM.length;
        return v6 ? ipv6Fragment(UDP, 7, from, more, part) : ipv4Fragment(UDP, 7, from, more, part);
    }

    private static int next(int from) {
        return Math.min(from + 24, DATAGRAM.length);
    }

    private static byte[] numbered(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
