package dev.yagura.storage.block.luks;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One of the two headers of version 2, with its checksum verified: 4096 bytes, big-endian, and the
 * JSON area behind them.
 *
 * @param sizeBytes length of the header with its JSON area
 * @param sequence number that grows with each change
 * @param document what the JSON area says
 */
record Luks2Header(
        long sizeBytes, long sequence, String uuid, String label, Luks2Document document) {
    static final int BINARY_BYTES = 4096;

    /** Lengths that a header may have, which are also the places of the second one. */
    static final List<Long> SIZES =
            List.of(
                    0x4000L,
                    0x8000L,
                    0x1_0000L,
                    0x2_0000L,
                    0x4_0000L,
                    0x8_0000L,
                    0x10_0000L,
                    0x20_0000L,
                    0x40_0000L);

    private static final byte[] SECONDARY_MAGIC = {'S', 'K', 'U', 'L', (byte) 0xBA, (byte) 0xBE};
    private static final int VERSION_2 = 2;

    private static final Field MAGIC = new Field("magic", 0, 6);
    private static final Field VERSION = new Field("version", 6, 2);
    private static final Field HDR_SIZE = new Field("hdr_size", 8, 8);
    private static final Field SEQID = new Field("seqid", 16, 8);
    private static final Field LABEL = new Field("label", 24, 48);
    private static final Field CSUM_ALG = new Field("csum_alg", 72, 32);
    private static final Field UUID = new Field("uuid", 168, 40);
    private static final Field HDR_OFFSET = new Field("hdr_offset", 256, 8);
    private static final Field CSUM = new Field("csum", 448, 64);

    /**
     * Reads the header at {@code offset}: the first one at 0, the second one at one of {@link
     * #SIZES}.
     *
     * @throws MalformedStructureException if there is none, or it is damaged
     * @throws IOException if the device fails
     */
    static Luks2Header read(BlockDevice device, long offset) throws IOException {
        String name = offset == 0 ? "luks2 primary header" : "luks2 secondary header";
        Structure binary = DeviceReads.structure(name, device, offset, BINARY_BYTES);
        byte[] magic = offset == 0 ? LuksHeader.MAGIC : SECONDARY_MAGIC;
        if (!Arrays.equals(binary.copy(MAGIC), magic)) {
            throw binary.malformed(
                    Reason.BAD_MAGIC,
                    MAGIC,
                    "is missing, expected \"%s\" 0xba 0xbe"
                            .formatted(offset == 0 ? "LUKS" : "SKUL"));
        }
        binary.requireRange(VERSION, binary.u16be(VERSION), VERSION_2, VERSION_2);
        long sizeBytes = binary.u64be(HDR_SIZE);
        if (!SIZES.contains(sizeBytes) || (offset != 0 && offset != sizeBytes)) {
            throw binary.malformed(
                    Reason.OUT_OF_RANGE,
                    HDR_SIZE,
                    "is %s, expected %s"
                            .formatted(
                                    Long.toUnsignedString(sizeBytes),
                                    offset == 0
                                            ? "a power of two from 16384 to 4194304"
                                            : Long.toString(offset)));
        }
        binary.requireRange(HDR_OFFSET, binary.u64be(HDR_OFFSET), offset, offset);
        byte[] whole = DeviceReads.bytes(name, device, offset, (int) sizeBytes);
        verify(Structure.of(name, whole));
        return new Luks2Header(
                sizeBytes,
                binary.u64be(SEQID),
                HeaderText.untilNul(binary.copy(UUID)),
                HeaderText.untilNul(binary.copy(LABEL)),
                Luks2Json.read(Arrays.copyOfRange(whole, BINARY_BYTES, whole.length)));
    }

    /** The checksum is over header and JSON area, with zeros in its own place. */
    private static void verify(Structure whole) throws MalformedStructureException {
        String algorithm = HeaderText.untilNul(whole.copy(CSUM_ALG));
        LuksHash hash =
                LuksHash.of(algorithm)
                        .orElseThrow(() ->
                                whole.malformed(
                                        Reason.UNSUPPORTED,
                                        CSUM_ALG,
                                        "is " + algorithm + ", which is not read"));
        MessageDigest digest = hash.digest();
        MemorySegment bytes = whole.bytes();
        long end = CSUM.offset() + CSUM.size();
        digest.update(bytes.asSlice(0, CSUM.offset()).asByteBuffer());
        digest.update(new byte[(int) CSUM.size()]);
        digest.update(bytes.asSlice(end).asByteBuffer());
        byte[] stored = Arrays.copyOf(whole.copy(CSUM), hash.bytes());
        byte[] computed = digest.digest();
        if (!Arrays.equals(stored, computed)) {
            throw whole.malformed(
                    Reason.BAD_CHECKSUM,
                    CSUM,
                    "starts with 0x%s, expected 0x%s".formatted(start(stored), start(computed)));
        }
    }

    private static String start(byte[] checksum) {
        return HexFormat.of().formatHex(checksum, 0, Long.BYTES);
    }
}
