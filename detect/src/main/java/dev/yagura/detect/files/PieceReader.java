package dev.yagura.detect.files;

/** Takes a file's content piece by piece. */
@FunctionalInterface
public interface PieceReader {
    /**
     * Takes the next piece.
     *
     * @param offset of its first byte in the file
     * @param bytes holds it from index 0; overwritten after the call
     * @param length of the piece, at least 1
     * @return whether to go on
     */
    boolean take(long offset, byte[] bytes, int length);
}
