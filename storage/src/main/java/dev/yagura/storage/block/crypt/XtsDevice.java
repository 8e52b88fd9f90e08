package dev.yagura.storage.block.crypt;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in the clear on a device that is encrypted sector by sector. Garbled ciphertext comes out
 * as garbled data without notice: XTS authenticates nothing.
 */
public final class XtsDevice implements BlockDevice {
    private static final int NUMBER_UNIT = 512;

    private final BlockDevice below;
    private final XtsCipher cipher;
    private final long firstNumber;
    private final long sizeBytes;

    /**
     * Decrypts a device.
     *
     * @param below the ciphertext; closed with this device; bytes after its last whole sector are
     *     left out
     * @param cipher wiped when this device closes
     * @param firstNumber number of the first sector, in units of 512 bytes whatever the sector size
     */
    public XtsDevice(BlockDevice below, XtsCipher cipher, long firstNumber) {
        this.below = below;
        this.cipher = cipher;
        this.firstNumber = firstNumber;
        this.sizeBytes = below.sizeBytes() / cipher.sectorBytes() * cipher.sectorBytes();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int sectorBytes() {
        return Math.max(cipher.sectorBytes(), below.sectorBytes());
    }

    @Override
    public boolean isLive() {
        return below.isLive();
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        readBatch(List.of(new Read(offset, destination)));
    }

    @Override
    public void readBatch(List<Read> reads) throws IOException {
        List<Piece> pieces = new ArrayList<>(reads.size());
        for (Read read : reads) {
            split(read, pieces);
        }
        below.readBatch(pieces.stream().map(Piece::sectors).toList());
        for (Piece piece : pieces) {
            cipher.decrypt(
                    piece.sectors.destination(),
                    firstNumber + piece.sectors.offset() / NUMBER_UNIT,
                    cipher.sectorBytes() / NUMBER_UNIT);
            if (piece.wanted != null) {
                MemorySegment.copy(
                        piece.sectors.destination(),
                        piece.from,
                        piece.wanted,
                        0,
                        piece.wanted.byteSize());
            }
        }
    }

    /**
     * Whole sectors to be read and decrypted.
     *
     * @param sectors where they are and where they go
     * @param from first byte in them that was asked for
     * @param wanted where to copy what was asked for; null where the sectors are in place already
     */
    private record Piece(Read sectors, long from, @Nullable MemorySegment wanted) {}

    /** Cuts a read into its whole sectors, which need no copy, and one at each end. */
    private void split(Read read, List<Piece> pieces) throws IOException {
        MemorySegment destination = read.destination();
        long offset = read.offset();
        long end = offset + destination.byteSize();
        DeviceReads.requireInside("decrypted disk", sizeBytes, offset, destination.byteSize());
        int sector = cipher.sectorBytes();
        long at = offset;
        while (at < end) {
            long inSector = at % sector;
            long whole = inSector == 0 ? (end - at) / sector * sector : 0;
            MemorySegment rest = destination.asSlice(at - offset);
            if (whole > 0) {
                pieces.add(new Piece(new Read(at, rest.asSlice(0, whole)), 0, null));
                at += whole;
            } else {
                long count = Math.min(sector - inSector, end - at);
                MemorySegment around = MemorySegment.ofArray(new byte[sector]);
                pieces.add(
                        new Piece(
                                new Read(at - inSector, around), inSector, rest.asSlice(0, count)));
                at += count;
            }
        }
    }

    @Override
    public void close() throws IOException {
        cipher.close();
        below.close();
    }
}
