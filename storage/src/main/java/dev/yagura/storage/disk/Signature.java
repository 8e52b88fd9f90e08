package dev.yagura.storage.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Bytes by which a format is told that is not read here, so that it is refused by name. Offsets and
 * values are those of the formats' own headers, as file(1) and blkid(8) know them.
 *
 * @param format the name that mount(8) or blkid(8) has for it
 * @param offset of the bytes from the start of the device
 * @param magic the bytes, each as a character of ISO 8859-1
 * @param holdsFiles whether there may be files in it
 */
record Signature(String format, long offset, String magic, boolean holdsFiles) {
    private static final int PAGE = 4096;
    private static final int LARGEST_PAGE = 65536;

    /** Where the ring of uberblocks in a ZFS label starts, its length, and their distance. */
    private static final int ZFS_RING = 128 << 10;

    private static final int ZFS_STEP = 1024;
    private static final String ZFS_LITTLE = hex("0cb1ba0000000000");
    private static final String ZFS_BIG = hex("0000000000bab10c");

    private static final List<Signature> ALL =
            List.of(
                    files("squashfs", 0, "hsqs"),
                    files("squashfs", 0, "sqsh"),
                    files("cramfs", 0, hex("453dcd28")),
                    files("romfs", 0, "-rom1fs-"),
                    files("exfat", 3, "EXFAT   "),
                    files("ntfs", 3, "NTFS    "),
                    files("refs", 3, "ReFS\0\0\0\0"),
                    files("bitlocker", 3, "-FVE-FS-"),
                    files("apfs", 32, "NXSB"),
                    files("erofs", 1024, hex("e2e1f5e0")),
                    files("f2fs", 1024, hex("1020f5f2")),
                    files("hfsplus", 1024, "H+\0\4"),
                    files("hfsplus", 1024, "HX\0\5"),
                    files("nilfs2", 1030, hex("3434")),
                    files("bcache", 4120, hex("c68573f64e1a45ca8265f57f48ba6d81")),
                    files("bcachefs", 4120, hex("c68573f666ce90a9d96a60cf803df7ef")),
                    files("jfs", 32768, "JFS1"),
                    files("iso9660", 32769, "CD001"),
                    files("udf", 32769, "BEA01"),
                    files("gfs2", 65536, hex("0116197000000001")),
                    files("reiserfs", 65588, "ReIsErFs"),
                    files("reiserfs", 65588, "ReIsEr2Fs"),
                    files("reiserfs", 65588, "ReIsEr3Fs"),
                    files("reiser4", 65536, "ReIsEr4"),
                    files("vdo", 0, "dmvdo001"),
                    files("dm-integrity", 0, "integrt\0"),
                    noFiles("dm-verity hashes", 0, "verity\0\0"));

    private static final List<String> SWAP =
            List.of("SWAPSPACE2", "SWAP-SPACE", "S1SUSPEND", "S2SUSPEND");

    private static Signature files(String format, long offset, String magic) {
        return new Signature(format, offset, magic, true);
    }

    private static Signature noFiles(String format, long offset, String magic) {
        return new Signature(format, offset, magic, false);
    }

    private static String hex(String digits) {
        return new String(HexFormat.of().parseHex(digits), ISO_8859_1);
    }

    /**
     * Returns the first that a device has.
     *
     * @throws IOException if the device fails
     */
    static Optional<Signature> of(BlockDevice device) throws IOException {
        for (Signature signature : ALL) {
            if (has(device, signature.offset(), signature.magic())) {
                return Optional.of(signature);
            }
        }
        Optional<Signature> swap = swap(device);
        return swap.isPresent() ? swap : zfs(device);
    }

    /** Swap space has its magic at the end of its first page, whatever the size of a page. */
    private static Optional<Signature> swap(BlockDevice device) throws IOException {
        for (int page = PAGE; page <= LARGEST_PAGE; page *= 2) {
            for (String magic : SWAP) {
                // All are ten bytes from the end, the shorter ones with a byte behind them.
                if (has(device, page - 10L, magic)) {
                    return Optional.of(noFiles("swap", page - 10L, magic));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Signature> zfs(BlockDevice device) throws IOException {
        if (device.sizeBytes() < 2L * ZFS_RING) {
            return Optional.empty();
        }
        byte[] ring = DeviceReads.bytes("ZFS label", device, ZFS_RING, ZFS_RING);
        for (int at = 0; at < ring.length; at += ZFS_STEP) {
            String magic = new String(ring, at, ZFS_LITTLE.length(), ISO_8859_1);
            if (magic.equals(ZFS_LITTLE) || magic.equals(ZFS_BIG)) {
                return Optional.of(files("zfs", ZFS_RING + at, magic));
            }
        }
        return Optional.empty();
    }

    private static boolean has(BlockDevice device, long offset, String magic) throws IOException {
        byte[] bytes = magic.getBytes(ISO_8859_1);
        return device.sizeBytes() >= offset + bytes.length
                && Arrays.equals(
                        bytes, DeviceReads.bytes("signature", device, offset, bytes.length));
    }
}
