package dev.yagura.storage.disk;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.btrfs.BtrfsFilesystem;
import dev.yagura.storage.ext.ExtFilesystem;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.Filesystem;
import dev.yagura.storage.vfat.VfatFilesystem;
import dev.yagura.storage.xfs.XfsFilesystem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Opens the filesystem on a device, whichever it is; refuses by name those that are not read. */
public final class Filesystems {
    private static final List<Format> FORMATS =
            List.of(
                    new Format(ExtFilesystem::isPresent, ExtFilesystem::open),
                    new Format(XfsFilesystem::isPresent, XfsFilesystem::open),
                    new Format(BtrfsFilesystem::isPresent, BtrfsFilesystem::open),
                    // The last, as it has no magic number: others may leave its bytes alone.
                    new Format(VfatFilesystem::isPresent, VfatFilesystem::open));

    private Filesystems() {}

    /** Tells whether a device has a format. */
    @FunctionalInterface
    private interface Probe {
        boolean isPresent(BlockDevice device) throws IOException;
    }

    /** Opens a device that has a format. */
    @FunctionalInterface
    private interface Opener {
        Filesystem open(BlockDevice device, ChecksumPolicy policy) throws IOException;
    }

    private record Format(Probe probe, Opener opener) {}

    /**
     * Opens the filesystem on a device.
     *
     * @param policy what to do about checksums that do not match, now and later
     * @return the filesystem, or empty if the device has none that is known
     * @throws MalformedStructureException with reason {@code UNSUPPORTED} if it is of a format that
     *     is not read or needs a feature that is not, and with others if it is damaged
     * @throws IOException if the device fails
     */
    public static Optional<Filesystem> open(BlockDevice device, ChecksumPolicy policy)
            throws IOException {
        Optional<Filesystem> filesystem = openReadable(device, policy);
        if (filesystem.isEmpty()) {
            Optional<Signature> other = Signature.of(device);
            if (other.isPresent()) {
                throw refused(other.get());
            }
        }
        return filesystem;
    }

    /** As {@link #open}, but what is not read is as if it was not there. */
    static Optional<Filesystem> openReadable(BlockDevice device, ChecksumPolicy policy)
            throws IOException {
        for (Format format : FORMATS) {
            if (format.probe().isPresent(device)) {
                return Optional.of(format.opener().open(device, policy));
            }
        }
        return Optional.empty();
    }

    private static MalformedStructureException refused(Signature signature) {
        return new MalformedStructureException(
                Reason.UNSUPPORTED,
                "filesystem",
                "magic",
                signature.offset(),
                "is that of %s, which is not read".formatted(signature.format()));
    }

    /** Returns a filesystem's identity as it stands in {@code UUID=} of fstab(5). */
    public static String uuid(Filesystem filesystem) {
        UUID uuid = filesystem.uuid();
        if (!filesystem.type().equals("vfat")) {
            return uuid.toString();
        }
        String serial = "%08X".formatted((int) uuid.getLeastSignificantBits());
        return serial.substring(0, 4) + "-" + serial.substring(4);
    }
}
