package dev.yagura.detect.packages;

import dev.yagura.detect.files.ByteSource;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file that is read here and there; the pieces read last are kept. */
final class CachedPieces implements ByteSource {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int MAX_PIECES = 64;

    private final GuestFiles files;
    private final GuestFile file;
    private final Map<Long, byte[]> pieces = new LinkedHashMap<>(MAX_PIECES, 0.75f, true);

    CachedPieces(GuestFiles files, GuestFile file) {
        this.files = files;
        this.file = file;
    }

    @Override
    public int read(long offset, byte[] to, int at, int length) throws IOException {
        byte[] piece = piece(offset / PIECE_BYTES);
        int from = (int) (offset % PIECE_BYTES);
        int count = Math.min(length, piece.length - from);
        if (count <= 0) {
            return 0;
        }
        System.arraycopy(piece, from, to, at, count);
        return count;
    }

    private byte[] piece(long number) throws IOException {
        byte[] kept = pieces.get(number);
        if (kept != null) {
            return kept;
        }
        byte[] read = files.bytes(file, number * PIECE_BYTES, PIECE_BYTES);
        if (pieces.size() >= MAX_PIECES) {
            pieces.remove(pieces.keySet().iterator().next());
        }
        pieces.put(number, read);
        return read;
    }
}
