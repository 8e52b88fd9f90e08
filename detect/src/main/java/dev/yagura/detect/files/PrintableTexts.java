package dev.yagura.detect.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Finds the texts in a file, as {@code strings -a} does: runs of four and more printable ASCII
 * characters and tabs, wherever they are.
 *
 * <p>A text of more than {@value #MOST} characters is handed out in parts that share {@value
 * #SHARED} characters, so that a short pattern is in one of them whole. Not safe for concurrent
 * use.
 */
public final class PrintableTexts implements PieceReader {
    private static final int LEAST = 4;
    private static final int MOST = 4_096;
    private static final int SHARED = 256;

    private final Taker taker;
    private final byte[] run = new byte[MOST];
    private int length;
    private boolean part;
    private long next;

    /** Takes texts. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes a text.
         *
         * @param offset of its first character in the file
         * @return whether to go on
         */
        boolean take(long offset, String text);
    }

    /** Hands texts to a taker; call {@link #end} after the last piece. */
    public PrintableTexts(Taker taker) {
        this.taker = taker;
    }

    @Override
    public boolean take(long offset, byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            next = offset + i;
            if ((b >= ' ' && b < 0x7F) || b == '\t') {
                if (length == MOST && !cut()) {
                    return false;
                }
                run[length++] = b;
            } else if (length > 0 && !flush()) {
                return false;
            }
        }
        next = offset + count;
        return true;
    }

    /** Hands out what stands at the end of the file. */
    public void end() {
        flush();
    }

    private boolean cut() {
        boolean goOn = taker.take(next - MOST, new String(run, 0, MOST, US_ASCII));
        System.arraycopy(run, MOST - SHARED, run, 0, SHARED);
        length = SHARED;
        part = true;
        return goOn;
    }

    private boolean flush() {
        boolean isText = length >= LEAST && (!part || length > SHARED);
        String text = isText ? new String(run, 0, length, US_ASCII) : "";
        long offset = next - length;
        length = 0;
        part = false;
        return !isText || taker.take(offset, text);
    }
}
