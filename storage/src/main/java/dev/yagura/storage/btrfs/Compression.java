package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.io.Lzo;
import dev.yagura.storage.io.zstd.Zstd;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompression of extents: {@code BTRFS_COMPRESS_*}. */
final class Compression {
    static final int ZLIB = 1;
    static final int LZO = 2;
    static final int ZSTD = 3;

    private static final int LZO_LENGTH_BYTES = 4;

    private Compression() {}

    /**
     * Decompresses an extent, whose kind of compression is known to be one of these.
     *
     * @param extent names it in messages, and how it is compressed
     * @param stored its bytes on the disk, or in the item; there may be more than are needed
     * @param sectorBytes what LZO works on at a time
     * @return as many bytes as the extent says; where fewer came out the rest is zeros, as in the
     *     kernel
     */
    static byte[] decompress(Extent extent, byte[] stored, int sectorBytes)
            throws MalformedStructureException {
        byte[] out = new byte[(int) extent.rawBytes()];
        String name = extent.structure().name();
        switch (extent.compression()) {
            case ZLIB -> inflate(extent, stored, out);
            case LZO -> lzo(Structure.of(name, stored), out, sectorBytes);
            default -> Zstd.decompress(stored, out);
        }
        return out;
    }

    private static void inflate(Extent extent, byte[] stored, byte[] out)
            throws MalformedStructureException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stored);
            int written = 0;
            int more = inflater.inflate(out);
            while (more > 0) {
                written += more;
                more = inflater.inflate(out, written, out.length - written);
            }
        } catch (DataFormatException e) {
            throw extent.structure()
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            new Field("compression", 16, 1),
                            "is that of zlib, but the data are not: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    /** Each sector is compressed by itself, behind its length, which is never split by a sector. */
    private static void lzo(Structure stored, byte[] out, int sectorBytes)
            throws MalformedStructureException {
        Field total = new Field("lzo length", 0, LZO_LENGTH_BYTES);
        long end = stored.u32InRange(total, LZO_LENGTH_BYTES, stored.size());
        long at = LZO_LENGTH_BYTES;
        byte[] sector = new byte[sectorBytes];
        int written = 0;
        while (at < end && written < out.length) {
            Field length = new Field("lzo segment length", at, LZO_LENGTH_BYTES);
            long size = stored.u32InRange(length, 1, stored.size());
            byte[] segment = stored.copy(new Field("lzo segment", at + LZO_LENGTH_BYTES, size));
            Arrays.fill(sector, (byte) 0);
            Lzo.decompress(stored.name(), segment, sector);
            int part = Math.min(sectorBytes, out.length - written);
            System.arraycopy(sector, 0, out, written, part);
            written += part;
            at += LZO_LENGTH_BYTES + size;
            long left = sectorBytes - at % sectorBytes;
            if (left < LZO_LENGTH_BYTES) {
                at += left;
            }
        }
    }
}
