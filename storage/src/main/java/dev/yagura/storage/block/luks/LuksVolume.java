package dev.yagura.storage.block.luks;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.RangeDevice;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.crypt.XtsDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An opened volume: what is in the clear on it.
 *
 * <p>Opening derives keys, which is made to be slow: seconds where a person chose the passphrase.
 * What a header may ask for is bounded by {@link KdfLimits}.
 */
public final class LuksVolume implements BlockDevice {
    private final XtsDevice clear;
    private final LuksInfo info;
    private final int openedBy;

    private LuksVolume(XtsDevice clear, LuksInfo info, int openedBy) {
        this.clear = clear;
        this.info = info;
        this.openedBy = openedBy;
    }

    /**
     * Opens a volume that has its header in front, within {@link KdfLimits#ofThisProcess()}.
     *
     * @param device closed with the volume; still the caller's if this fails
     * @param passphrase bytes of a passphrase or of a key file, as they are; may be empty; stays
     *     the caller's to close
     * @throws LuksKeyException if no keyslot opens with this passphrase
     * @throws MalformedStructureException if the header or a keyslot is damaged, or needs what this
     *     reader does not have
     * @throws IOException if the device fails
     */
    public static LuksVolume open(BlockDevice device, Secret passphrase) throws IOException {
        return open(device, passphrase, KdfLimits.ofThisProcess());
    }

    /** Opens a volume as {@link #open(BlockDevice, Secret)} does, within other limits. */
    public static LuksVolume open(BlockDevice device, Secret passphrase, KdfLimits limits)
            throws IOException {
        LuksMetadata metadata = LuksHeader.metadata(device);
        LuksInfo info = metadata.info();
        if (info.dataOffset() < info.metadataBytes()) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "data offset",
                    "is byte %d, expected at least %d: the data is on another device"
                            .formatted(info.dataOffset(), info.metadataBytes()));
        }
        return open(metadata, device, device, passphrase, limits);
    }

    /**
     * Opens a volume that has its header on another device, as {@link #open(BlockDevice, Secret)}
     * does otherwise.
     *
     * @param header read by this call only, and not closed
     * @param data the ciphertext; closed with the volume, still the caller's if this fails
     */
    public static LuksVolume open(BlockDevice header, BlockDevice data, Secret passphrase)
            throws IOException {
        LuksMetadata metadata = LuksHeader.metadata(header);
        return open(metadata, header, data, passphrase, KdfLimits.ofThisProcess());
    }

    private static LuksVolume open(
            LuksMetadata metadata,
            BlockDevice header,
            BlockDevice data,
            Secret passphrase,
            KdfLimits limits)
            throws IOException {
        LuksInfo info = metadata.info();
        requireReadable(info);
        RangeDevice cipherText = cipherText(info, data);
        UnlockedKey unlocked = new Unlocking(header, metadata, limits).with(passphrase);
        try (Secret key = unlocked.key()) {
            CipherSpec cipher = CipherSpec.of(info.cipher(), key.length()).orElseThrow();
            XtsDevice clear =
                    new XtsDevice(
                            cipherText, cipher.with(key, info.sectorBytes()), info.firstSector());
            return new LuksVolume(clear, info, unlocked.slot());
        }
    }

    private static RangeDevice cipherText(LuksInfo info, BlockDevice data) throws IOException {
        long length = info.dataBytes().orElse(data.sizeBytes() - info.dataOffset());
        return new RangeDevice("luks data", data, info.dataOffset(), length);
    }

    /** Before keys are derived, which takes long. A volume without a key is refused for that. */
    private static void requireReadable(LuksInfo info) throws MalformedStructureException {
        if (info.keyBits() != 0
                && CipherSpec.of(info.cipher(), info.keyBits() / Byte.SIZE).isEmpty()) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    "cipher",
                    "is %s with %d bits, expected %s"
                            .formatted(info.cipher(), info.keyBits(), CipherSpec.EXPECTED));
        }
    }

    private static MalformedStructureException malformed(
            Reason reason, String field, String detail) {
        return new MalformedStructureException(reason, "luks header", field, 0, detail);
    }

    /** Returns what the header said when the volume was opened. */
    public LuksInfo info() {
        return info;
    }

    /** Returns the number of the keyslot that the passphrase was for. */
    public int openedBy() {
        return openedBy;
    }

    @Override
    public long sizeBytes() {
        return clear.sizeBytes();
    }

    @Override
    public int sectorBytes() {
        return clear.sectorBytes();
    }

    @Override
    public boolean isLive() {
        return clear.isLive();
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        clear.read(offset, destination);
    }

    @Override
    public void readBatch(List<Read> reads) throws IOException {
        clear.readBatch(reads);
    }

    /** Closes the device of the ciphertext and wipes the key. */
    @Override
    public void close() throws IOException {
        clear.close();
    }
}
