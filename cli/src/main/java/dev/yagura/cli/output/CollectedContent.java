package dev.yagura.cli.output;

import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.function.Consumer;

/** What was taken out of a guest, kept in memory: for contents without holes that are not long. */
public final class CollectedContent implements Consumer<Row> {
    private static final int MAX_BYTES = 128 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * Takes a row of an extraction.
     *
     * @throws UncheckedIOException if it is none that can be here
     */
    @Override
    public void accept(Row row) {
        switch (row.text("kind")) {
            case "content" -> {}
            case "bytes" -> {
                byte[] piece = decoded(row.text("base64"));
                if (row.number("offset") != bytes.size()
                        || piece.length > MAX_BYTES - bytes.size()) {
                    throw wrong("%d bytes are at %d".formatted(piece.length, bytes.size()));
                }
                bytes.writeBytes(piece);
            }
            default -> throw wrong("row is of kind \"" + row.text("kind") + "\"");
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw wrong("bytes are not base64");
        }
    }

    private static UncheckedIOException wrong(String found) {
        return new UncheckedIOException(
                new WatchException(Reason.INCOMPLETE, "extraction: " + found));
    }

    /** Returns whether there was nothing. */
    public boolean isEmpty() {
        return bytes.size() == 0;
    }

    /** Returns all bytes so far. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
