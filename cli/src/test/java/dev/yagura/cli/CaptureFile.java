package dev.yagura.cli;

import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.CapturedFrame.Direction;
import dev.yagura.network.capture.PcapngWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Captures for the tests of commands: packets of IP, all at one moment, on one interface. */
final class CaptureFile {
    private static final int RAW_IP = 101;

    /** When all of it was captured. */
    static final Instant TIME = Instant.parse("2026-11-30T12:00:00Z");

    private CaptureFile() {}

    /** Writes a capture into a folder; returns it as the argument {@code VM}. */
    static String write(Path folder, List<byte[]> packets) throws IOException {
        Path file = folder.resolve("in.pcapng");
        var on = new CaptureInterface(0, "n0", RAW_IP, 0);
        try (var stream = Files.newOutputStream(file)) {
            PcapngWriter writer = PcapngWriter.begin(stream, "a test");
            writer.write(new CaptureEvent.Described(on));
            for (byte[] packet : packets) {
                writer.write(
                        new CaptureEvent.Frame(
                                new CapturedFrame(
                                        on,
                                        Optional.of(TIME),
                                        Direction.OUTBOUND,
                                        packet.length,
                                        MemorySegment.ofArray(packet)),
                                0));
            }
        }
        return "pcap:" + file;
    }
}
