package dev.yagura.storage.block.luks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Writes into headers of version 2 with 16 KiB each, and makes their checksums right again. */
final class Luks2Editor {
    static final int HEADER_BYTES = 0x4000;
    private static final int JSON_OFFSET = 4096;
    private static final int CHECKSUM_OFFSET = 448;

    private final byte[] image;

    Luks2Editor(byte[] image) {
        this.image = image.clone();
    }

    byte[] image() {
        return image.clone();
    }

    /** Returns the JSON of the first header. */
    String json() {
        int end = JSON_OFFSET;
        while (image[end] != 0) {
            end++;
        }
        return new String(image, JSON_OFFSET, end - JSON_OFFSET, UTF_8);
    }

    /** Replaces a text in the JSON of both headers; it must be there. */
    Luks2Editor replace(String from, String to) {
        String json = json();
        if (!json.contains(from)) {
            throw new AssertionError("no " + from + " in " + json);
        }
        return json(json.replace(from, to));
    }

    /** Replaces the JSON of both headers. */
    Luks2Editor json(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        for (int start : new int[] {0, HEADER_BYTES}) {
            Arrays.fill(image, start + JSON_OFFSET, start + HEADER_BYTES, (byte) 0);
            System.arraycopy(bytes, 0, image, start + JSON_OFFSET, bytes.length);
        }
        return sign(0).sign(HEADER_BYTES);
    }

    /** Sets the number that grows with each change. */
    Luks2Editor sequence(int start, int number) {
        image[start + 23] = (byte) number;
        return sign(start);
    }

    /** Sets a byte and leaves the checksum wrong. */
    Luks2Editor damage(int offset) {
        image[offset] ^= 0x10;
        return this;
    }

    /** Makes the checksum of the header at {@code start} right. */
    Luks2Editor sign(int start) {
        Arrays.fill(image, start + CHECKSUM_OFFSET, start + CHECKSUM_OFFSET + 64, (byte) 0);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(image, start, HEADER_BYTES);
            byte[] sum = digest.digest();
            System.arraycopy(sum, 0, image, start + CHECKSUM_OFFSET, sum.length);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        return this;
    }
}
