package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sectors of data, each checked against its checksum. Safe for concurrent use. */
final class SectorReader {
    private static final int MAX_PIECE = 1 << 18;

    private static final HexFormat HEX = HexFormat.of();

    private final Volume volume;
    private final int sectorBytes;
    private final boolean verified;
    private volatile @Nullable Item last;

    /**
     * Makes a reader.
     *
     * @param verified whether there are checksums: a file may go without
     */
    SectorReader(Volume volume, boolean verified) {
        this.volume = volume;
        this.sectorBytes = volume.superblock().sectorBytes();
        this.verified = verified;
    }

    /** Copies bytes from a logical address on. */
    void read(long logical, MemorySegment destination) throws IOException {
        long done = 0;
        while (done < destination.byteSize()) {
            long at = logical + done;
            long within = at % sectorBytes;
            long wanted = Math.min(destination.byteSize() - done, MAX_PIECE - within);
            long sectors = (within + wanted + sectorBytes - 1) / sectorBytes;
            MemorySegment piece = MemorySegment.ofArray(new byte[(int) (sectors * sectorBytes)]);
            readSectors(at - within, piece);
            MemorySegment.copy(piece, within, destination, done, wanted);
            done += wanted;
        }
    }

    private void readSectors(long logical, MemorySegment piece) throws IOException {
        read(logical, piece, 0);
        if (!verified) {
            return;
        }
        for (long at = 0; at < piece.byteSize(); at += sectorBytes) {
            verify(logical + at, piece.asSlice(at, sectorBytes));
        }
    }

    /** Reads the first copy whose device is there, from one on. */
    private void read(long logical, MemorySegment destination, int firstCopy) throws IOException {
        int copies = volume.devices().copies(logical);
        for (int copy = firstCopy; copy < copies - 1; copy++) {
            try {
                volume.devices().read(logical, copy, destination);
                return;
            } catch (MalformedStructureException e) {
                if (e.reason() != Reason.UNSUPPORTED) {
                    throw e;
                }
            }
        }
        volume.devices().read(logical, copies - 1, destination);
    }

    private void verify(long logical, MemorySegment sector) throws IOException {
        Optional<byte[]> stored = checksum(logical);
        Structure name =
                new Structure("btrfs data 0x" + Long.toHexString(logical), MemorySegment.NULL);
        Field field = new Field("csum", 0, volume.superblock().checksums().sizeBytes());
        if (stored.isEmpty()) {
            volume.policy()
                    .found(name.malformed(Reason.BAD_CHECKSUM, field, "is missing, expected one"));
            return;
        }
        byte[] computed = volume.superblock().checksums().of(sector);
        if (Arrays.equals(computed, stored.get())) {
            return;
        }
        boolean mended = mend(logical, sector, stored.get());
        volume.policy()
                .found(
                        name.malformed(
                                Reason.BAD_CHECKSUM,
                                field,
                                "is %s, computed %s%s"
                                        .formatted(
                                                HEX.formatHex(stored.get()),
                                                HEX.formatHex(computed),
                                                mended ? "; another copy is used" : "")));
    }

    /** Looks for a copy that matches the checksum, and takes it. */
    private boolean mend(long logical, MemorySegment sector, byte[] stored) throws IOException {
        int copies = volume.devices().copies(logical);
        MemorySegment other = MemorySegment.ofArray(new byte[sectorBytes]);
        for (int copy = 0; copy < copies; copy++) {
            try {
                volume.devices().read(logical, copy, other);
            } catch (MalformedStructureException e) {
                continue; // a device that is missing, or cut short
            }
            if (Arrays.equals(volume.superblock().checksums().of(other), stored)) {
                sector.copyFrom(other);
                return true;
            }
        }
        return false;
    }

    private Optional<byte[]> checksum(long logical) throws IOException {
        int size = volume.superblock().checksums().sizeBytes();
        Item item = last;
        if (item == null || !covers(item, logical, size)) {
            Key key = new Key(Key.CHECKSUMS, Key.EXTENT_CSUM, logical);
            Optional<Item> found = volume.checksums().floor(key);
            if (found.isEmpty()
                    || !found.get().key().is(Key.CHECKSUMS, Key.EXTENT_CSUM)
                    || !covers(found.get(), logical, size)) {
                return Optional.empty();
            }
            item = found.get();
            last = item;
        }
        long index = (logical - item.key().offset()) / sectorBytes;
        return Optional.of(item.data().copy(new Field("csum", index * size, size)));
    }

    private boolean covers(Item item, long logical, int size) {
        long offset = logical - item.key().offset();
        return offset >= 0 && offset / sectorBytes < item.data().size() / size;
    }
}
