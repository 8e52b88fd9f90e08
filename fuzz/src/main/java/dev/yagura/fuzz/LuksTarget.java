package dev.yagura.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.SegmentDevice;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.luks.KdfLimits;
import dev.yagura.storage.block.luks.LuksHeader;
import dev.yagura.storage.block.luks.LuksInfo;
import dev.yagura.storage.block.luks.LuksKeyException;
import dev.yagura.storage.block.luks.LuksVolume;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Opens a volume made of the input, with little to spend on keys.
 *
 * <p>If the first byte is odd, the rest is the JSON of version 2, and gets a header with a right
 * checksum; otherwise the rest is the start of the device.
 */
public final class LuksTarget {
    private static final KdfLimits LIMITS = new KdfLimits(3000, 64, 32);
    private static final int DEVICE_BYTES = 300 << 10;
    private static final int HEADER_BYTES = 0x4000;
    private static final int JSON_OFFSET = 4096;
    private static final int CHECKSUM_OFFSET = 448;

    private LuksTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        byte[] image =
                (input[0] & 1) == 0
                        ? Arrays.copyOf(rest, DEVICE_BYTES)
                        : withHeader(Arrays.copyOf(rest, HEADER_BYTES - JSON_OFFSET));
        SegmentDevice device = new SegmentDevice(MemorySegment.ofArray(image));
        try (Secret passphrase = Secret.owning("a passphrase".getBytes(UTF_8))) {
            LuksInfo info = LuksHeader.read(device);
            Invariant.check(Integer.bitCount(info.sectorBytes()) == 1, "sector of " + info);
            LuksVolume.open(device, passphrase, LIMITS).close();
        } catch (MalformedStructureException | LuksKeyException e) {
            // What a reader is to say of such bytes.
        } catch (IOException e) {
            throw new AssertionError("a device in memory cannot fail to be read", e);
        }
    }

    /** Returns a device with one sound header; see "LUKS2 On-Disk Format Specification". */
    private static byte[] withHeader(byte[] json) {
        ByteBuffer header = ByteBuffer.allocate(DEVICE_BYTES);
        header.put(new byte[] {'L', 'U', 'K', 'S', (byte) 0xBA, (byte) 0xBE});
        header.putShort((short) 2).putLong(HEADER_BYTES).putLong(1);
        header.put(72, "sha256".getBytes(UTF_8));
        header.put(JSON_OFFSET, json);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(header.array(), 0, HEADER_BYTES);
            header.put(CHECKSUM_OFFSET, digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        return header.array();
    }
}
