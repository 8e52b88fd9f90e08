package dev.yagura.storage.file;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of the content of files. */
public final class ContentHash {
    private static final int BUFFER_BYTES = 1 << 18;

    private ContentHash() {}

    /**
     * Returns the SHA-256 of a regular file's content.
     *
     * @param maxBytes longer files are refused: a hole of any length costs an attacker nothing
     * @return 32 bytes
     * @throws MalformedStructureException if this is no regular file, is longer, or is damaged
     * @throws IOException if the device fails
     */
    public static byte[] sha256(StoredFile file, long maxBytes) throws IOException {
        long size = file.attributes().sizeBytes();
        if (size > maxBytes) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "file",
                    "size",
                    0,
                    "is %d, expected at most %d".formatted(size, maxBytes));
        }
        MessageDigest digest = newSha256();
        byte[] bytes = new byte[Math.clamp(size, 1, BUFFER_BYTES)];
        MemorySegment buffer = MemorySegment.ofArray(bytes);
        long at = 0;
        int length = file.read(0, buffer);
        while (length > 0) {
            digest.update(bytes, 0, length);
            at += length;
            length = file.read(at, buffer);
        }
        return digest.digest();
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
