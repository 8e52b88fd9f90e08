package dev.yagura.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks for a text in streams of bytes that come in pieces. Each thread that adds pieces adds those
 * of one stream, as the threads of a {@link Wire} do.
 */
final class MarkerSearch {
    private static final int CHUNK_BYTES = 1 << 20;

    private final byte[] marker;
    private final Map<Thread, byte[]> tails = new HashMap<>();
    private int found;

    MarkerSearch(String marker) {
        this.marker = marker.getBytes(US_ASCII);
    }

    /** Takes the next piece of this thread's stream. */
    synchronized void add(byte[] piece) {
        byte[] tail = tails.getOrDefault(Thread.currentThread(), new byte[0]);
        byte[] text = Arrays.copyOf(tail, tail.length + piece.length);
        System.arraycopy(piece, 0, text, tail.length, piece.length);
        for (int i = 0; i + marker.length <= text.length; i++) {
            if (text[i] == marker[0]
                    && Arrays.equals(text, i, i + marker.length, marker, 0, marker.length)) {
                found++;
            }
        }
        int keep = Math.min(text.length, marker.length - 1);
        tails.put(
                Thread.currentThread(), Arrays.copyOfRange(text, text.length - keep, text.length));
    }

    /** Returns how often the text was there. */
    synchronized int found() {
        return found;
    }

    /** Counts the text in a file. */
    static int inFile(Path file, String marker) throws IOException {
        MarkerSearch search = new MarkerSearch(marker);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = in.readNBytes(CHUNK_BYTES);
            while (piece.length > 0) {
                search.add(piece);
                piece = in.readNBytes(CHUNK_BYTES);
            }
        }
        return search.found();
    }
}
