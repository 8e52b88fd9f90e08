package dev.yagura.network.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.samples.Captures;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Fragments that were sent to a Linux kernel, as tcpdump captured them, against what a UDP socket
 * of that kernel got: {@code fragments.md} beside the capture says how both were made.
 */
class LinuxFragmentsTest {
    private static final int RECEIVER = 2000;

    /** What this decoder does otherwise, and says so: see {@link FragmentTable}. */
    private static final int FAR_APART = 11010;

    @Test
    void theSamePacketsAreReadAsALinuxSocketGets() throws IOException {
        Map<Integer, List<String>> expected = expected();
        assertThat(expected).as("cases").hasSizeGreaterThan(70);
        Map<Integer, List<String>> read = read();

        for (Map.Entry<Integer, List<String>> each : expected.entrySet()) {
            if (each.getKey() != FAR_APART) {
                String got = read.getOrDefault(each.getKey(), List.of("dropped")).toString();
                assertThat(got).as(each.getValue().toString()).isEqualTo(answers(each.getValue()));
            }
        }
        assertThat(read).containsKey(FAR_APART);
        assertThat(expected.keySet()).containsAll(read.keySet());
    }

    private static String answers(List<String> lines) {
        return lines.stream().map(line -> line.split("; ", -1)[2]).toList().toString();
    }

    /** Lines by source port, of which each case has its own. */
    private static Map<Integer, List<String>> expected() throws IOException {
        String text = new String(resource("fragments.txt").readAllBytes(), UTF_8);
        return text.lines()
                .collect(
                        Collectors.groupingBy(
                                line -> Integer.valueOf(line.substring(0, line.indexOf(';'))),
                                TreeMap::new,
                                Collectors.toList()));
    }

    private static Map<Integer, List<String>> read() throws IOException {
        Map<Integer, List<String>> read = new TreeMap<>();
        var decoder = new PacketDecoder();
        try (var in = new GZIPInputStream(resource("fragments.pcap.gz"))) {
            for (CapturedFrame frame : Captures.frames(in.readAllBytes())) {
                if (decoder.decode(frame) instanceof DecodedFrame.Whole(Packet packet)
                        && packet.transport() instanceof Transport.Udp udp
                        && udp.destinationPort() == RECEIVER) {
                    read.computeIfAbsent(udp.sourcePort(), port -> new ArrayList<>())
                            .add(answer(packet.payload().toArray(JAVA_BYTE)));
                }
            }
        }
        return read;
    }

    private static String answer(byte[] payload) {
        var crc = new CRC32();
        crc.update(payload);
        return "%d %08x".formatted(payload.length, crc.getValue());
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(LinuxFragmentsTest.class.getResourceAsStream(name), name);
    }
}
