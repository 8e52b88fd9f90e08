package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads answers of rows, one a line; those that say that something failed are thrown. */
final class RowReader {
    private RowReader() {}

    /** Returns the one row of an answer with this HTTP status. */
    static Row only(int status, InputStream body) throws IOException {
        Row row;
        try (BufferedReader lines = lines(body)) {
            row = Json.read(line(lines).orElse(""));
        }
        requireGood(status, row);
        return row;
    }

    /** Hands on all rows but the last, which says how the answer ended, and returns that one. */
    static Row rows(int status, InputStream body, Consumer<Row> sink) throws IOException {
        int count = 0;
        try (BufferedReader lines = lines(body)) {
            for (Optional<String> line = line(lines); line.isPresent(); line = line(lines)) {
                Row row = Json.read(line.get());
                requireGood(status, row);
                String kind = row.text(Paths.KIND);
                if (kind.equals(Paths.END) || kind.equals(Paths.SUMMARY)) {
                    return row;
                }
                sink.accept(row);
                count++;
            }
        }
        throw new WatchException(
                Reason.INCOMPLETE,
                "enclave: answer broke off after %d rows, expected an end line".formatted(count));
    }

    private static void requireGood(int status, Row row) throws WatchException {
        if (!row.text(Paths.KIND).equals(Paths.ERROR) && status == 200) {
            return;
        }
        Reason reason =
                Arrays.stream(Reason.values())
                        .filter(r -> r.name().equals(row.text("reason")))
                        .findFirst()
                        .orElse(Reason.INCOMPLETE);
        String message = row.text("message");
        throw new WatchException(
                reason, message.isEmpty() ? "enclave: answered with status " + status : message);
    }

    private static BufferedReader lines(InputStream body) {
        return new BufferedReader(new InputStreamReader(body, UTF_8));
    }

    /** Reads a line of bounded length, without its break; empty at the end. */
    private static Optional<String> line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    return Optional.of(line.toString());
                }
                if (line.length() == Json.MAX_CHARS) {
                    throw new WatchException(
                            Reason.INCOMPLETE,
                            "enclave: a row is longer than %d characters"
                                    .formatted(Json.MAX_CHARS));
                }
                line.append((char) c);
            }
        } catch (WatchException e) {
            throw e;
        } catch (IOException e) {
            throw new WatchException(
                    Reason.INCOMPLETE, "enclave: answer broke off: " + e.getMessage(), e);
        }
        return Optional.empty();
    }
}
