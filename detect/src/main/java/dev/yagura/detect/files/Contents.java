package dev.yagura.detect.files;

import dev.yagura.storage.file.StoredFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads contents in pieces of a fixed size, within the limits of a scan. */
final class Contents {
    private static final int PIECE_BYTES = 1 << 20;

    private final byte[] piece = new byte[PIECE_BYTES];
    private long readBytes;

    void read(StoredFile file, String path, long maxBytes, PieceReader reader) throws IOException {
        // The size of the inode is only what it says; the end is where nothing more is read.
        long offset = 0;
        while (offset < maxBytes) {
            int wanted = (int) Math.min(PIECE_BYTES, maxBytes - offset);
            int got = file.read(offset, MemorySegment.ofArray(piece).asSlice(0, wanted));
            if (got <= 0) {
                return;
            }
            count(path, got);
            if (!reader.take(offset, piece, got)) {
                return;
            }
            offset += got;
        }
    }

    byte[] part(StoredFile file, String path, long offset, int maxBytes) throws IOException {
        int wanted = Math.min(maxBytes, PIECE_BYTES);
        int got = file.read(offset, MemorySegment.ofArray(piece).asSlice(0, wanted));
        count(path, got);
        return Arrays.copyOf(piece, Math.max(got, 0));
    }

    private void count(String path, int got) throws FileLimitException {
        readBytes += Math.max(got, 0);
        if (readBytes > FileLimits.MAX_TOTAL_BYTES) {
            throw new FileLimitException(
                    "%s: not read, the scan has read %d bytes, expected at most %d"
                            .formatted(path, readBytes, FileLimits.MAX_TOTAL_BYTES));
        }
    }

    Digests digests(StoredFile file, String path) throws IOException {
        requireSize(file, path, FileLimits.MAX_CONTENT_BYTES);
        MessageDigest md5 = digest("MD5");
        MessageDigest sha256 = digest("SHA-256");
        long[] size = {0};
        read(
                file,
                path,
                FileLimits.MAX_CONTENT_BYTES,
                (_, bytes, length) -> {
                    md5.update(bytes, 0, length);
                    sha256.update(bytes, 0, length);
                    size[0] += length;
                    return true;
                });
        return new Digests(size[0], hex(md5), hex(sha256));
    }

    byte[] whole(StoredFile file, String path) throws IOException {
        requireSize(file, path, FileLimits.MAX_WHOLE_BYTES);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        read(
                file,
                path,
                FileLimits.MAX_WHOLE_BYTES,
                (_, bytes, length) -> {
                    content.write(bytes, 0, length);
                    return true;
                });
        return content.toByteArray();
    }

    private static void requireSize(StoredFile file, String path, long most)
            throws FileLimitException {
        long size = file.attributes().sizeBytes();
        if (size > most) {
            throw new FileLimitException(
                    "%s: has %d bytes, expected at most %d".formatted(path, size, most));
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
