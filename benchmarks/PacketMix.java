import dev.yagura.network.capture.CaptureReader;
import dev.yagura.network.capture.CapturedFrame;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Makes a longer capture of short ones: copies of all of them after each other, each copy between
 * other hosts; run by {@code benchmarks/packets}.
 *
 * <p>One address goes up by as much as the other goes down, so no checksum changes. Arguments: where
 * to write, copies, captures that gzip has packed.
 */
final class PacketMix {
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4 = 0x0800;
    private static final int ADDRESSES_AT = ETHERNET_BYTES + 12;
    private static final int STEPS = 0x100; // no word of an address runs over

    private PacketMix() {}

    public static void main(String[] arguments) throws IOException {
        List<CapturedFrame> frames = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            read(Path.of(arguments[i]), frames);
        }
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[0])), 1 << 20)) {
            out.write(
                    ByteBuffer.allocate(24)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(0xA1B2C3D4)
                            .putShort((short) 2)
                            .putShort((short) 4)
                            .putLong(0)
                            .putInt(65_535)
                            .putInt(1)
                            .array());
            Instant now = Instant.parse("2026-01-01T00:00:00Z");
            for (int copy = 0; copy < Integer.parseInt(arguments[1]); copy++) {
                Instant last = frames.getFirst().time().orElseThrow();
                for (CapturedFrame frame : frames) {
                    Instant time = frame.time().orElseThrow();
                    Duration pause = Duration.between(last, time);
                    // Captures were made at other times; between them a second passes.
                    boolean follows = pause.compareTo(Duration.ofMinutes(1)) < 0;
                    now = now.plus(follows && !pause.isNegative() ? pause : Duration.ofSeconds(1));
                    last = time;
                    write(out, now, moved(frame, copy));
                }
            }
        }
    }

    private static void read(Path file, List<CapturedFrame> frames) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            CaptureReader reader =
                    CaptureReader.open(new ByteArrayInputStream(in.readAllBytes()));
            Optional<CapturedFrame> next = reader.next();
            while (next.isPresent()) {
                frames.add(next.get());
                next = reader.next();
            }
        }
    }

    private static byte[] moved(CapturedFrame frame, int copy) {
        byte[] bytes = frame.bytes().toArray(ValueLayout.JAVA_BYTE);
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        if (packet.getShort(12) != IPV4) {
            return bytes;
        }
        int source = packet.getInt(ADDRESSES_AT);
        int destination = packet.getInt(ADDRESSES_AT + 4);
        int sign = Integer.compareUnsigned(source, destination) < 0 ? 1 : -1;
        int step = (copy / STEPS % STEPS << 16) + copy % STEPS;
        packet.putInt(ADDRESSES_AT, source + sign * step);
        packet.putInt(ADDRESSES_AT + 4, destination - sign * step);
        return bytes;
    }

    private static void write(OutputStream out, Instant time, byte[] bytes) throws IOException {
        out.write(
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) time.getEpochSecond())
                        .putInt(time.getNano() / 1000)
                        .putInt(bytes.length)
                        .putInt(bytes.length)
                        .array());
        out.write(bytes);
    }
}
