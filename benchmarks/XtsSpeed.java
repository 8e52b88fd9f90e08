import dev.yagura.storage.block.SegmentDevice;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.crypt.SectorIv;
import dev.yagura.storage.block.crypt.XtsCipher;
import dev.yagura.storage.block.crypt.XtsDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;

/**
 * Reads through AES-256-XTS, one thread, 1 MiB at a time, and prints bytes per second of
 * CPU time, as {@code openssl speed} does; run by {@code benchmarks/xts}.
 *
 * <p>Arguments: sector size in bytes, seconds to measure. As long again is spent before that for
 * the compiler to settle.
 */
final class XtsSpeed {
    private static final int READ_BYTES = 1 << 20;

    private XtsSpeed() {}

    public static void main(String[] arguments) throws IOException {
        int sectorBytes = Integer.parseInt(arguments[0]);
        long nanos = Long.parseLong(arguments[1]) * 1_000_000_000L;
        byte[] key = new byte[64];
        new SecureRandom().nextBytes(key);
        try (Secret secret = Secret.owning(key);
                XtsDevice device =
                        new XtsDevice(
                                new SegmentDevice(MemorySegment.ofArray(new byte[READ_BYTES])),
                                new XtsCipher(secret, SectorIv.PLAIN64, sectorBytes),
                                0)) {
            bytesPerSecond(device, nanos);
            System.out.println(bytesPerSecond(device, nanos));
        }
    }

    private static long bytesPerSecond(XtsDevice device, long nanos) throws IOException {
        MemorySegment destination = MemorySegment.ofArray(new byte[READ_BYTES]);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        long spent = 0;
        long reads = 0;
        while (spent < nanos) {
            device.read(0, destination);
            reads++;
            spent = threads.getCurrentThreadCpuTime() - start;
        }
        return (long) (reads * READ_BYTES / (spent / 1e9));
    }
}
