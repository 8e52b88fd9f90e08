package dev.yagura.network.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.Captures;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowListener;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.PacketDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A capture of conversations in many protocols: {@code conversations.md} says how it was made. */
public final class Conversations {
    private Conversations() {}

    /** Returns its frames. */
    public static List<CapturedFrame> frames() throws IOException {
        try (var in = new GZIPInputStream(resource("conversations.pcap.gz"))) {
            return Captures.frames(in.readAllBytes());
        }
    }

    /** Returns the lines of a text that tshark wrote about it. */
    public static List<String> lines(String name) throws IOException {
        try (InputStream in = resource(name)) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    /** Tells a listener what is in frames. */
    public static void replay(List<CapturedFrame> frames, FlowListener listener) {
        var decoder = new PacketDecoder();
        var table = new FlowTable(FlowLimits.DEFAULT, listener);
        for (CapturedFrame frame : frames) {
            table.accept(decoder.decode(frame), frame.time().orElse(Instant.EPOCH));
        }
        table.finish();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Conversations.class.getResourceAsStream(name), name);
    }
}
