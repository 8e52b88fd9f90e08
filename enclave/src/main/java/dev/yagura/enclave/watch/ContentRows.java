package dev.yagura.enclave.watch;

import dev.yagura.kernel.linux.content.Absence;
import dev.yagura.kernel.linux.content.Content;
import dev.yagura.kernel.linux.content.ContentSink;
import dev.yagura.kernel.table.Row;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Makes rows of contents: one of kind {@code content}, then {@code bytes} and {@code absent} in
 * ascending order. A row has at most {@link #MAX_BYTES} bytes.
 */
final class ContentRows implements ContentSink {
    /** Small beside the longest row that the API's client takes, large beside a row's frame. */
    static final int MAX_BYTES = 256 << 10;

    private final Consumer<Row> rows;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long waitingFrom;
    private long given;
    private long holes;
    private long missing;

    ContentRows(Consumer<Row> rows) {
        this.rows = rows;
    }

    @Override
    public void begin(Content content) {
        rows.accept(
                Row.of(
                        "kind", "content",
                        "name", content.name(),
                        "length", content.lengthBytes(),
                        "parts", content.parts().stream().map(ContentRows::fields).toList()));
    }

    private static SequencedMap<String, Object> fields(Content.Part part) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", part.name());
        fields.put("offset", part.offset());
        fields.put("length", part.lengthBytes());
        fields.put("address", "0x" + Long.toHexString(part.gva()));
        return fields;
    }

    @Override
    public void bytes(long offset, byte[] bytes) {
        if (waiting.size() + bytes.length > MAX_BYTES || waitingFrom + waiting.size() != offset) {
            flush();
        }
        if (waiting.size() == 0) {
            waitingFrom = offset;
        }
        waiting.writeBytes(bytes);
        given += bytes.length;
    }

    @Override
    public void absent(long offset, long lengthBytes, Absence kind, String why) {
        flush();
        switch (kind) {
            case HOLE -> holes += lengthBytes;
            case MISSING -> missing += lengthBytes;
        }
        rows.accept(
                Row.of(
                        "kind", "absent",
                        "offset", offset,
                        "length", lengthBytes,
                        "reason", kind.name().toLowerCase(Locale.ROOT),
                        "why", why));
    }

    /** Hands out what still waits, and returns how much of everything there was. */
    Row end() {
        flush();
        return Row.of("bytes", given, "holes", holes, "missing", missing, "complete", missing == 0);
    }

    private void flush() {
        if (waiting.size() > 0) {
            rows.accept(
                    Row.of(
                            "kind",
                            "bytes",
                            "offset",
                            waitingFrom,
                            "base64",
                            Base64.getEncoder().encodeToString(waiting.toByteArray())));
            waiting.reset();
        }
    }
}
