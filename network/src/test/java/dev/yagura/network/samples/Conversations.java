package dev.yagura.network.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.network.capture.CapturedFrame;
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

/**
 * Captures of conversations in many protocols, and of attacks: {@code conversations.md} and {@code
 * attacks.md} say how they were made.
 */
public final class Conversations {
    private Conversations() {}

    /** Returns the frames of conversations. */
    public static List<CapturedFrame> frames() throws IOException {
        return frames("conversations.pcap.gz");
    }

    /** Returns the frames of attacks. */
    public static List<CapturedFrame> attacks() throws IOException {
        return frames("attacks.pcap.gz");
    }

    /** Returns the frames of first packets of QUIC. */
    public static List<CapturedFrame> quic() throws IOException {
        return frames("quic.pcap.gz");
    }

    private static List<CapturedFrame> frames(String name) throws IOException {
        return Captures.frames(unpacked(name));
    }

    /** Returns what is in a file that gzip made. */
    public static byte[] unpacked(String name) throws IOException {
        try (var in = new GZIPInputStream(resource(name))) {
            return in.readAllBytes();
        }
    }

    /** Returns the lines of a text that tshark wrote about one. */
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
