package dev.yagura.enclave.api;

import dev.yagura.enclave.watch.ModuleFile;
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
 * "allow": [], "yara": [], "modules": [], "hashes": [], "knownGood": [], "baseline": {},
 * "baselineExclude": [], "root": "disk0p1", "diskOnly": false}}; all may be absent.
 */
final class ScanRequestJson {
    private static final String ONLY = "only";
    private static final String SKIP = "skip";
    private static final String LIVE = "live";
    private static final String RULES = "rules";
    private static final String ALLOW = "allow";
    private static final String YARA = "yara";
    private static final String MODULES = "modules";
    private static final String HASHES = "hashes";
    private static final String KNOWN_GOOD = "knownGood";
    private static final String BASELINE = "baseline";
    private static final String EXCLUDE = "baselineExclude";
    private static final String ROOT = "root";
    private static final String DISK_ONLY = "diskOnly";
    private static final String NAME = "name";
    private static final String TEXT = "text";
    private static final Set<String> KNOWN =
            Set.of(
                    ONLY,
                    SKIP,
                    LIVE,
                    RULES,
                    ALLOW,
                    YARA,
                    MODULES,
                    HASHES,
                    KNOWN_GOOD,
                    BASELINE,
                    EXCLUDE,
                    ROOT,
                    DISK_ONLY);

    /** Longest request, in characters: a baseline, and lists beside it. */
    static final int MAX_CHARS = 96 << 20;

    private ScanRequestJson() {}

    static String write(ScanRequest request) {
        return Json.write(
                Row.of(
                        ONLY, request.only(),
                        SKIP, request.skip(),
                        LIVE, request.live(),
                        RULES, fields(request.rules()),
                        ALLOW, fields(request.allow()),
                        YARA, fields(request.yara()),
                        MODULES, request.modules().stream().map(ModuleJson::fields).toList(),
                        HASHES, fields(request.known().hashes()),
                        KNOWN_GOOD, fields(request.known().good()),
                        BASELINE,
                                request.known()
                                        .baseline()
                                        .map(ScanRequestJson::fields)
                                        .orElse(null),
                        EXCLUDE, fields(request.known().excluded()),
                        ROOT, request.root().orElse(null),
                        DISK_ONLY, request.diskOnly()));
    }

    /** Reads a request; absent fields have the values of {@link ScanRequest#ALL}. */
    static ScanRequest read(String text) throws IOException {
        Row row = Json.read(text, MAX_CHARS);
        for (String name : row.fields().keySet()) {
            if (!KNOWN.contains(name)) {
                throw new WatchException(
                        Reason.BAD_REQUEST,
                        "scan request: field \"%s\" is unknown, expected one of %s"
                                .formatted(name, KNOWN.stream().sorted().toList()));
            }
        }
        return new ScanRequest(
                ids(row, ONLY),
                ids(row, SKIP),
                flag(row, LIVE),
                files(row, RULES),
                files(row, ALLOW),
                files(row, YARA),
                modules(row),
                known(row),
                root(row),
                flag(row, DISK_ONLY));
    }

    private static boolean flag(Row row, String name) throws WatchException {
        Object value = row.fields().get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw wrong(name, value, "true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    private static ScanRequest.KnownFiles known(Row row) throws WatchException {
        Object baseline = row.fields().get(BASELINE);
        return new ScanRequest.KnownFiles(
                files(row, HASHES),
                files(row, KNOWN_GOOD),
                baseline == null ? Optional.empty() : Optional.of(file(BASELINE, baseline)),
                files(row, EXCLUDE));
    }

    private static Optional<String> root(Row row) throws WatchException {
        Object value = row.fields().get(ROOT);
        if (value != null && !(value instanceof String)) {
            throw wrong(ROOT, value, "a text");
        }
        return Optional.ofNullable((String) value);
    }

    private static List<ModuleFile> modules(Row row) throws WatchException {
        List<ModuleFile> modules = new ArrayList<>();
        for (Object item : list(row, MODULES, "a list of detectors in C")) {
            if (!(item instanceof Map<?, ?> fields)) {
                throw wrong(MODULES, "something else", "detectors in C");
            }
            modules.add(ModuleJson.file(fields));
        }
        return modules;
    }

    private static List<?> list(Row row, String name, String expected) throws WatchException {
        Object value = row.fields().get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, "no list", expected);
        }
        return list;
    }

    private static List<Map<String, String>> fields(List<TextFile> files) {
        return files.stream().map(ScanRequestJson::fields).toList();
    }

    static Map<String, String> fields(TextFile file) {
        return Map.of(NAME, file.name(), TEXT, file.text());
    }

    private static List<TextFile> files(Row row, String name) throws WatchException {
        List<TextFile> files = new ArrayList<>();
        for (Object item : list(row, name, "a list of files")) {
            files.add(file(name, item));
        }
        return files;
    }

    static TextFile file(String name, Object item) throws WatchException {
        if (!(item instanceof Map<?, ?> file
                && file.size() == 2
                && file.get(NAME) instanceof String fileName
                && file.get(TEXT) instanceof String text)) {
            throw wrong(name, "something else", "files with name and text");
        }
        return new TextFile(fileName, text);
    }

    private static List<String> ids(Row row, String name) throws WatchException {
        List<String> ids = new ArrayList<>();
        for (Object id : list(row, name, "a list of detector ids")) {
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
