package dev.yagura.storage.block.qcow2;

import dev.yagura.bytes.Field;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.block.JoinedDevice;
import dev.yagura.storage.block.RangeDevice;
import dev.yagura.storage.block.ZeroDevice;
import java.io.IOException;
import java.util.List;

/**
 * What is needed to open the LUKS volume inside an image: open it with its header on {@link
 * #luksHeader()} and its data on {@link #cipherText()}, and hand the result to {@link
 * Qcow2Image#unlocked}.
 *
 * <p>QEMU encrypts clusters, not the disk, and numbers sectors by where they are in the file that
 * holds the clusters. So the volume is that file, as a whole; what of it is no cluster of data
 * comes out garbled, and is not read.
 *
 * @param luksHeader the header with its keyslots
 * @param cipherText the file, behind as many zeros as the header says that its data starts at
 */
public record Qcow2Encryption(BlockDevice luksHeader, BlockDevice cipherText) {
    private static final Field F_PAYLOAD_OFFSET = new Field("payload-offset", 104, 4);
    private static final int LUKS1_HEADER_BYTES = 592;
    private static final int SECTOR_BYTES = 512;

    /**
     * Finds the volume.
     *
     * @param clusters what has the clusters of data; closed with the ciphertext
     */
    static Qcow2Encryption of(
            BlockDevice file, BlockDevice clusters, HeaderExtensions.LuksPlace place)
            throws IOException {
        BlockDevice header =
                new RangeDevice(
                        "LUKS header in qcow2",
                        new BorrowedDevice(file),
                        place.offset(),
                        place.lengthBytes());
        long payload =
                DeviceReads.structure("LUKS header in qcow2", header, 0, LUKS1_HEADER_BYTES)
                        .u32be(F_PAYLOAD_OFFSET);
        return new Qcow2Encryption(
                header,
                new JoinedDevice(
                        "qcow2 ciphertext",
                        List.of(new ZeroDevice(payload * SECTOR_BYTES), clusters)));
    }
}
