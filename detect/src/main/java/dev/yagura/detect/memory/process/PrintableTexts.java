package dev.yagura.detect.memory.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.LinkedHashMap;
import java.util.Map;

/** Finds texts in bytes, as {@code strings} does. */
final class PrintableTexts {
    private static final int LEAST = 4;
    private static final int MOST = 1_024;

    private PrintableTexts() {}

    /** Returns runs of four and more printable characters by where they start. */
    static Map<Integer, String> of(byte[] bytes) {
        Map<Integer, String> texts = new LinkedHashMap<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            boolean printable = i < bytes.length && bytes[i] >= ' ' && bytes[i] < 0x7F;
            if (!printable || i - start == MOST) {
                if (i - start >= LEAST) {
                    texts.put(start, new String(bytes, start, i - start, US_ASCII));
                }
                start = printable ? i : i + 1;
            }
        }
        return texts;
    }
}
