package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import dev.yagura.attestation.record.Recorder;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.watch.Answer;
import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.ModuleRequest;
import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.enclave.watch.Watch;
import dev.yagura.enclave.watch.Watch.SourceKind;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.disk.DiskLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Answers everything below {@code /v1/guests}. */
final class GuestRequests {
    /** A scan request names some dozens of detectors, and may bring files of rules. */
    private static final int MAX_REQUEST_BYTES = Json.MAX_CHARS;

    /** ISF files of distribution kernels are 20 to 70 MB as JSON; they are not read if longer. */
    private static final int MAX_SOURCE_BYTES = 256 << 20;

    private final Watch watch;
    private final FileService files;
    private final RecordedScan recorded;

    GuestRequests(Watch watch, FileService files, Recorder recorder) {
        this.watch = watch;
        this.files = files;
        this.recorded = new RecordedScan(watch, recorder);
    }

    void answer(HttpExchange exchange) throws IOException {
        List<String> path = Paths.belowGuests(exchange.getRequestURI().getRawPath());
        String method = exchange.getRequestMethod();
        if (path.isEmpty() && method.equals("GET")) {
            guests(exchange);
        } else if (path.size() == 3 && path.get(1).equals(Paths.VIEWS) && method.equals("GET")) {
            view(exchange, guest(path), path.get(2));
        } else if (path.size() == 2 && path.get(1).equals(Paths.SCAN) && method.equals("POST")) {
            scan(exchange, guest(path));
        } else if (path.size() == 2
                && path.get(1).equals(Paths.CONTENTS)
                && method.equals("POST")) {
            contents(exchange, guest(path));
        } else if (path.size() == 2 && path.get(1).equals(Paths.MODULES) && method.equals("POST")) {
            module(exchange, guest(path));
        } else if (path.size() == 2 && path.get(1).equals(Paths.FILES) && method.equals("POST")) {
            files(exchange, guest(path));
        } else if (path.size() == 2 && path.get(1).equals(Paths.TREES) && method.equals("POST")) {
            tree(exchange, guest(path));
        } else if (path.size() == 2 && path.get(1).equals(Paths.PACKETS) && method.equals("GET")) {
            packets(exchange, guest(path));
        } else if (path.size() == 2 && path.get(1).equals(Paths.DISK_KEYS)) {
            diskKeys(exchange, guest(path));
        } else if (path.size() == 2
                && path.get(1).equals(Paths.DISK_HEADERS)
                && method.equals("POST")) {
            diskHeaders(exchange, guest(path));
        } else if (path.size() == 3 && path.get(1).equals(Paths.SOURCES) && method.equals("PUT")) {
            source(exchange, guest(path), path.get(2));
        } else {
            throw unknown(exchange);
        }
    }

    private static WatchException unknown(HttpExchange exchange) {
        return new WatchException(
                Reason.BAD_REQUEST,
                "api: request is %s %s, expected one of docs/openapi.yaml"
                        .formatted(
                                exchange.getRequestMethod(), exchange.getRequestURI().getPath()));
    }

    private void guests(HttpExchange exchange) throws IOException {
        var guests = watch.guests();
        try (RowStream rows = new RowStream(exchange)) {
            for (Row guest : guests) {
                rows.send(guest);
            }
            rows.send(Row.of(Paths.KIND, Paths.END));
        }
    }

    private void view(HttpExchange exchange, Optional<String> guest, String word)
            throws IOException {
        Answer answer =
                watch.show(
                        guest,
                        new ShowRequest(
                                word,
                                pid(Query.of(exchange, "pid")),
                                Boolean.parseBoolean(Query.of(exchange, "brief")),
                                Boolean.parseBoolean(Query.of(exchange, "live"))));
        try (RowStream rows = new RowStream(exchange)) {
            for (Row row : answer.rows()) {
                rows.send(row);
            }
            rows.send(Row.of(Paths.KIND, Paths.END).with(answer.end().fields()));
        }
    }

    private void scan(HttpExchange exchange, Optional<String> guest) throws IOException {
        ScanRequest request =
                ScanRequestJson.read(
                        new String(bounded(exchange, ScanRequestJson.MAX_CHARS), UTF_8));
        try (RowStream rows = new RowStream(exchange)) {
            if (Boolean.parseBoolean(Query.of(exchange, Paths.RECORD))) {
                recorded.run(guest, request, rows);
                return;
            }
            try {
                rows.send(watch.scan(guest, request, rows::sendUnchecked));
            } catch (WatchException e) {
                rows.fail(e);
            }
        }
    }

    private void contents(HttpExchange exchange, Optional<String> guest) throws IOException {
        ExtractRequest request =
                ExtractRequestJson.read(new String(bounded(exchange, MAX_REQUEST_BYTES), UTF_8));
        try (RowStream rows = new RowStream(exchange)) {
            try {
                Row end = watch.extract(guest, request, rows::sendUnchecked);
                rows.send(Row.of(Paths.KIND, Paths.END).with(end.fields()));
            } catch (WatchException e) {
                rows.fail(e);
            }
        }
    }

    private void module(HttpExchange exchange, Optional<String> guest) throws IOException {
        ModuleRequest request =
                ModuleJson.read(new String(bounded(exchange, ModuleJson.MAX_CHARS), UTF_8));
        try (RowStream rows = new RowStream(exchange)) {
            try {
                Row end = watch.module(guest, request, rows::sendUnchecked);
                rows.send(Row.of(Paths.KIND, Paths.END).with(end.fields()));
            } catch (WatchException e) {
                rows.fail(e);
            }
        }
    }

    private void files(HttpExchange exchange, Optional<String> guest) throws IOException {
        FileRequest request =
                FileRequestJson.read(new String(bounded(exchange, MAX_REQUEST_BYTES), UTF_8));
        try (RowStream rows = new RowStream(exchange)) {
            try {
                Row end = watch.files(guest, request, rows::sendUnchecked);
                rows.send(Row.of(Paths.KIND, Paths.END).with(end.fields()));
            } catch (WatchException e) {
                rows.fail(e);
            }
        }
    }

    private void tree(HttpExchange exchange, Optional<String> guest) throws IOException {
        TreeRequest request =
                TreeRequestJson.read(new String(bounded(exchange, MAX_REQUEST_BYTES), UTF_8));
        ApiServer.object(exchange, files.offer(watch.open(guest, request)));
    }

    private void packets(HttpExchange exchange, Optional<String> guest) throws IOException {
        List<String> interfaces = Query.allOf(exchange, Paths.INTERFACE);
        try (OpenCapture capture = watch.capture(guest, interfaces)) {
            PacketAnswer.send(capture, exchange);
        }
    }

    private void diskKeys(HttpExchange exchange, Optional<String> guest) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                Optional<String> volume =
                        Optional.of(Query.of(exchange, Paths.VOLUME))
                                .filter(name -> !name.isEmpty());
                try (Secret key = KeyBody.read(exchange)) {
                    watch.unlock(guest, volume, key);
                }
            }
            case "DELETE" -> watch.lock(guest);
            default -> throw unknown(exchange);
        }
        ApiServer.object(exchange, Row.of(Paths.KIND, Paths.END));
    }

    private void diskHeaders(HttpExchange exchange, Optional<String> guest) throws IOException {
        String volume = Query.of(exchange, Paths.VOLUME);
        if (volume.isEmpty()) {
            throw new WatchException(
                    Reason.BAD_REQUEST, "api: volume is missing, expected what the header is for");
        }
        watch.giveHeader(guest, volume, bounded(exchange, DiskLimits.MAX_HEADER_BYTES));
        ApiServer.object(exchange, Row.of(Paths.KIND, Paths.END));
    }

    private void source(HttpExchange exchange, Optional<String> guest, String word)
            throws IOException {
        SourceKind kind =
                Arrays.stream(SourceKind.values())
                        .filter(k -> word(k).equals(word))
                        .findFirst()
                        .orElseThrow(() ->
                                new WatchException(
                                        Reason.BAD_REQUEST,
                                        "api: source is \"%s\", expected one of %s"
                                                .formatted(
                                                        word,
                                                        Arrays.stream(SourceKind.values())
                                                                .map(GuestRequests::word)
                                                                .collect(joining(", ")))));
        watch.provide(guest, kind, bounded(exchange, MAX_SOURCE_BYTES));
        ApiServer.object(exchange, Row.of(Paths.KIND, Paths.END));
    }

    static String word(SourceKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static OptionalInt pid(String text) throws WatchException {
        try {
            return text.isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            throw new WatchException(
                    Reason.BAD_REQUEST,
                    "api: pid is \"%s\", expected a process id".formatted(text),
                    e);
        }
    }

    private static Optional<String> guest(List<String> path) {
        return path.getFirst().equals(Paths.ONLY_GUEST)
                ? Optional.empty()
                : Optional.of(path.getFirst());
    }

    private static byte[] bounded(HttpExchange exchange, int maxBytes) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                throw new WatchException(
                        Reason.BAD_REQUEST,
                        "api: request body is longer than %d bytes".formatted(maxBytes));
            }
            return body;
        }
    }
}
