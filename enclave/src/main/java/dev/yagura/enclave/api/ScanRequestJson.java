package dev.yagura.enclave.api;

import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.ScanRequest.TextFile;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link ScanRequest} as JSON: {@code {"only": [], "skip": [], "live": false, "rules": [],
 * "allow": [], "yara": [], "root": "disk0p1"}}; {@code root} may be absent.
 */
final class ScanRequestJson {
    private static final String ONLY = "only";
    private static final String SKIP = "skip";
    private static final String LIVE = "live";
    private static final String RULES = "rules";
    private static final String ALLOW = "allow";
    private static final String YARA = "yara";
    private static final String ROOT = "root";
    private static final String NAME = "name";
    private static final String TEXT = "text";
    private static final Set<String> KNOWN = Set.of(ONLY, SKIP, LIVE, RULES, ALLOW, YARA, ROOT);

    private ScanRequestJson() {}

    static String write(ScanRequest request) {
        return Json.write(
                Row.of(
                        ONLY, request.only(),
                        SKIP, request.skip(),
                        LIVE, request.live(),
                        RULES, request.rules().stream().map(ScanRequestJson::fields).toList(),
                        ALLOW, request.allow().stream().map(ScanRequestJson::fields).toList(),
                        YARA, request.yara().stream().map(ScanRequestJson::fields).toList(),
                        ROOT, request.root().orElse(null)));
    }

    /** Reads a request; absent fields have the values of {@link ScanRequest#ALL}. */
    static ScanRequest read(String text) throws IOException {
        Row row = Json.read(text);
        for (String name : row.fields().keySet()) {
            if (!KNOWN.contains(name)) {
                throw new WatchException(
                        Reason.BAD_REQUEST,
                        "scan request: field \"%s\" is unknown, expected one of %s"
                                .formatted(name, KNOWN.stream().sorted().toList()));
            }
        }
        Object live = row.fields().get(LIVE);
        if (live != null && !(live instanceof Boolean)) {
            throw wrong(LIVE, live, "true or false");
        }
        return new ScanRequest(
                ids(row, ONLY),
                ids(row, SKIP),
                Boolean.TRUE.equals(live),
                files(row, RULES),
                files(row, ALLOW),
                files(row, YARA),
                root(row));
    }

    private static Optional<String> root(Row row) throws WatchException {
        Object value = row.fields().get(ROOT);
        if (value != null && !(value instanceof String)) {
            throw wrong(ROOT, value, "a text");
        }
        return Optional.ofNullable((String) value);
    }

    private static Map<String, String> fields(TextFile file) {
        return Map.of(NAME, file.name(), TEXT, file.text());
    }

    private static List<TextFile> files(Row row, String name) throws WatchException {
        Object value = row.fields().get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, "no list", "a list of files");
        }
        List<TextFile> files = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> file
                    && file.size() == 2
                    && file.get(NAME) instanceof String fileName
                    && file.get(TEXT) instanceof String text)) {
                throw wrong(name, "a list of something else", "files with name and text");
            }
            files.add(new TextFile(fileName, text));
        }
        return files;
    }

    private static List<String> ids(Row row, String name) throws WatchException {
        Object value = row.fields().get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, value, "a list of detector ids");
        }
        List<String> ids = new ArrayList<>();
        for (Object id : list) {
            if (!(id instanceof String text)) {
                throw wrong(name, id, "a detector id");
            }
            ids.add(text);
        }
        return ids;
    }

    private static WatchException wrong(
            String name, @org.jspecify.annotations.Nullable Object found, String expected) {
        return new WatchException(
                Reason.BAD_REQUEST,
                "scan request: %s is %s, expected %s".formatted(name, found, expected));
    }
}
