package dev.yagura.network.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.packet.PacketDecoder;
import dev.yagura.network.samples.Captures;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Segments that were sent to a Linux kernel, as tcpdump captured them, against what a socket of
 * that kernel read: {@code segments.md} beside the capture says how both were made.
 */
class LinuxSegmentsTest {
    /**
     * What this reader does otherwise, and says in {@link FlowTable}; in the last case the kernel
     * does one or the other, as the shape of its tree has it.
     */
    private static final Set<String> OTHERWISE =
            Set.of("urgent", "acknowledges too much", "acknowledges far too much", "random 84");

    /** What is read of a stream up to the first gap. */
    private static final class Read {
        private final StringBuilder text = new StringBuilder();
        private String ending = "open";
        private boolean gap;
    }

    private final Map<Integer, Read> streams = new HashMap<>();

    @Test
    void streamsAreWhatALinuxSocketReads() throws IOException {
        List<String> expected =
                new String(resource("segments.txt").readAllBytes(), UTF_8).lines().toList();
        assertThat(expected).hasSizeGreaterThan(150);
        read();

        for (String line : expected) {
            String[] fields = line.split("; ", -1);
            Read read = streams.get(Integer.valueOf(fields[0]));
            if (!OTHERWISE.contains(fields[1])) {
                assertThat(read).as(line).isNotNull();
                assertThat(abridged(read.text) + "; " + read.text.length() + "; " + read.ending)
                        .as(line)
                        .isEqualTo(fields[2] + "; " + fields[3] + "; " + fields[4]);
            }
        }
        assertThat(streams).hasSameSizeAs(expected);
    }

    private void read() throws IOException {
        var decoder = new PacketDecoder();
        var table = new FlowTable(FlowLimits.DEFAULT, new Listener());
        try (var in = new GZIPInputStream(resource("segments.pcap.gz"))) {
            for (CapturedFrame frame : Captures.frames(in.readAllBytes())) {
                table.accept(decoder.decode(frame), frame.time().orElseThrow());
            }
        }
        table.finish();
    }

    private final class Listener implements FlowListener {
        @Override
        public void started(Flow flow) {
            streams.put(flow.key().client().port(), new Read());
        }

        @Override
        public void data(Flow flow, FlowDirection direction, MemorySegment bytes) {
            Read read = of(flow);
            if (direction == FlowDirection.TO_SERVER && !read.gap) {
                read.text.append(new String(bytes.toArray(JAVA_BYTE), US_ASCII));
            }
        }

        @Override
        public void gap(Flow flow, FlowDirection direction, long bytes) {
            of(flow).gap |= direction == FlowDirection.TO_SERVER;
        }

        @Override
        public void finished(Flow flow, FlowDirection direction) {
            if (direction == FlowDirection.TO_SERVER && !of(flow).gap) {
                of(flow).ending = "end";
            }
        }

        @Override
        public void ended(Flow flow, FlowEnd why) {
            if (why == FlowEnd.RESET && of(flow).ending.equals("open")) {
                of(flow).ending = "reset";
            }
        }

        private Read of(Flow flow) {
            return Objects.requireNonNull(streams.get(flow.key().client().port()), "started");
        }
    }

    /** A long text has a letter for each run of the same. */
    private static String abridged(CharSequence text) {
        return text.length() > 200 ? text.toString().replaceAll("(.)\\1+", "$1") : text.toString();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(LinuxSegmentsTest.class.getResourceAsStream(name), name);
    }
}
