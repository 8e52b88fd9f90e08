package dev.yagura.enclave.api;

import dev.yagura.enclave.watch.ModuleFile;
import dev.yagura.enclave.watch.ModuleRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A detector in C as JSON, {@code {"name": "x.o", "object": "base64", "parameters": {}}}, and a
 * {@link ModuleRequest}: the same with {@code "live"} and {@code "baseline": {"name", "text"}}.
 */
final class ModuleJson {
    private static final String NAME = "name";
    private static final String OBJECT = "object";
    private static final String PARAMETERS = "parameters";
    private static final String LIVE = "live";
    private static final String BASELINE = "baseline";
    private static final Set<String> OF_REQUEST = Set.of(NAME, OBJECT, PARAMETERS, LIVE, BASELINE);
    private static final Set<String> OF_FILE = Set.of(NAME, OBJECT, PARAMETERS);

    /** An object of 32 MiB, which is more than is taken, as base64, and a baseline. */
    static final int MAX_CHARS = ScanRequestJson.MAX_CHARS + (48 << 20);

    private ModuleJson() {}

    static String write(ModuleRequest request) {
        Row row = new Row(fields(request.module()));
        return Json.write(
                row.with(
                        Row.of(
                                        LIVE,
                                        request.live(),
                                        BASELINE,
                                        request.baseline()
                                                .map(ScanRequestJson::fields)
                                                .orElse(null))
                                .fields()));
    }

    static SequencedMap<String, @Nullable Object> fields(ModuleFile file) {
        SequencedMap<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(NAME, file.name());
        fields.put(OBJECT, file.base64());
        fields.put(PARAMETERS, file.parameters());
        return fields;
    }

    static ModuleRequest read(String text) throws IOException {
        Row row = Json.read(text, MAX_CHARS);
        Object live = row.fields().get(LIVE);
        if (live != null && !(live instanceof Boolean)) {
            throw wrong(LIVE, "true or false");
        }
        Object baseline = row.fields().get(BASELINE);
        return new ModuleRequest(
                file(row.fields(), OF_REQUEST),
                Boolean.TRUE.equals(live),
                baseline == null
                        ? Optional.empty()
                        : Optional.of(ScanRequestJson.file(BASELINE, baseline)));
    }

    /** Reads a detector among others. */
    static ModuleFile file(Map<?, ?> fields) throws WatchException {
        return file(fields, OF_FILE);
    }

    private static ModuleFile file(Map<?, ?> fields, Set<String> known) throws WatchException {
        for (Object name : fields.keySet()) {
            if (!known.contains(name)) {
                throw wrong(String.valueOf(name), "one of " + known.stream().sorted().toList());
            }
        }
        if (!(fields.get(NAME) instanceof String name)
                || !(fields.get(OBJECT) instanceof String object)) {
            throw wrong(OBJECT, "a name, and an object as base64");
        }
        Map<String, String> parameters = new HashMap<>();
        if (fields.get(PARAMETERS) instanceof Map<?, ?> given) {
            for (Map.Entry<?, ?> entry : given.entrySet()) {
                if (!(entry.getKey() instanceof String key
                        && entry.getValue() instanceof String value)) {
                    throw wrong(PARAMETERS, "texts");
                }
                parameters.put(key, value);
            }
        }
        return new ModuleFile(name, object, parameters);
    }

    private static WatchException wrong(String name, String expected) {
        return new WatchException(
                Reason.BAD_REQUEST, "module request: %s, expected %s".formatted(name, expected));
    }
}
