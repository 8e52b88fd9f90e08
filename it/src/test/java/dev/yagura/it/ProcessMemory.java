package dev.yagura.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a process of this host can write to of its memory. */
final class ProcessMemory {
    private static final int PIECE_BYTES = 1 << 20;

    private ProcessMemory() {}

    /** Counts a text. What the process unmaps meanwhile is passed over. */
    static int count(long pid, String text) throws IOException {
        MarkerSearch search = new MarkerSearch(text);
        Path proc = Path.of("/proc", Long.toString(pid));
        try (RandomAccessFile memory = new RandomAccessFile(proc.resolve("mem").toFile(), "r")) {
            for (String line : Files.readAllLines(proc.resolve("maps"))) {
                String[] words = line.split("[- ]", 4);
                if (words[2].startsWith("rw")) {
                    long start = Long.parseUnsignedLong(words[0], 16);
                    long end = Long.parseUnsignedLong(words[1], 16);
                    add(search, memory, start, end);
                }
            }
        }
        return search.found();
    }

    private static void add(MarkerSearch search, RandomAccessFile memory, long start, long end) {
        byte[] piece = new byte[PIECE_BYTES];
        for (long at = start; at < end; at += piece.length) {
            int length = (int) Math.min(piece.length, end - at);
            try {
                memory.seek(at);
                memory.readFully(piece, 0, length);
                search.add(Arrays.copyOf(piece, length));
            } catch (IOException e) {
                return; // not mapped any more, or reserved without memory behind it
            }
        }
    }
}
