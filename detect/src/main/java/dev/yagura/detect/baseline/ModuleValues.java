package dev.yagura.detect.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a detector in C kept of one look: bytes under names of its own choice.
 *
 * @param values base64 by key, ascending
 */
public record ModuleValues(SortedMap<String, String> values) {
    /** Values of one detector. */
    public static final int MAX_VALUES = 1 << 16;

    /** Longest key, in bytes of UTF-8. */
    public static final int MAX_KEY_BYTES = 256;

    /** Longest value, in bytes. */
    public static final int MAX_VALUE_BYTES = 4096;

    /** Keys and values of one detector together, in bytes. */
    public static final int MAX_BYTES = 4 << 20;

    private static final String MODULE = "module";
    private static final String KEY = "key";
    private static final String VALUE = "value";

    /** Copies the values. */
    public ModuleValues {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Returns what was kept under a key. */
    public Optional<byte[]> value(String key) {
        return Optional.ofNullable(values.get(key)).map(Base64.getDecoder()::decode);
    }

    /** Returns somewhere to put values, one by one. */
    public static Collector collector() {
        return new Collector();
    }

    /** Values as they come. Holds the limits; not safe for concurrent use. */
    public static final class Collector {
        private final SortedMap<String, String> values = new TreeMap<>();
        private long bytes;

        private Collector() {}

        /**
         * Takes a value.
         *
         * @return key and base64
         * @throws IllegalArgumentException if it is one too many, too long, or there is one already
         */
        public Map.Entry<String, String> keep(String key, byte[] value) {
            int keyBytes = key.getBytes(UTF_8).length;
            bytes += keyBytes + value.length;
            if (key.isEmpty() || keyBytes > MAX_KEY_BYTES || value.length > MAX_VALUE_BYTES) {
                throw new IllegalArgumentException(
                        "key \"%s\" has %d bytes and its value %d, expected 1 to %d and at most %d"
                                .formatted(
                                        key,
                                        keyBytes,
                                        value.length,
                                        MAX_KEY_BYTES,
                                        MAX_VALUE_BYTES));
            }
            if (values.size() == MAX_VALUES || bytes > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "key \"%s\" is one too many, expected at most %d values of %d bytes in all"
                                .formatted(key, MAX_VALUES, MAX_BYTES));
            }
            String base64 = Base64.getEncoder().encodeToString(value);
            if (values.putIfAbsent(key, base64) != null) {
                throw new IllegalArgumentException("key \"%s\" has a value already".formatted(key));
            }
            return Map.entry(key, base64);
        }

        /** Returns what was taken. */
        public ModuleValues done() {
            return new ModuleValues(values);
        }
    }

    /** Returns the lines of a detector, in their order: the first says that it was there. */
    List<String> lines(String module) {
        List<String> lines = new ArrayList<>();
        SequencedMap<String, String> first = new LinkedHashMap<>();
        first.put(MODULE, module);
        lines.add(FlatJson.write(first));
        values.forEach((key, value) -> {
            SequencedMap<String, String> fields = new LinkedHashMap<>();
            fields.put(MODULE, module);
            fields.put(KEY, key);
            fields.put(VALUE, value);
            lines.add(FlatJson.write(fields));
        });
        return lines;
    }

    /** Returns whether a line begins as those of detectors do. */
    static boolean isOne(String line) {
        return line.startsWith("{\"" + MODULE + "\"");
    }

    /**
     * Puts the value of a line beside those before.
     *
     * @throws IllegalArgumentException if it is of another form, or out of order; for the user
     */
    static void read(String line, SequencedMap<String, Collector> modules) {
        SequencedMap<String, String> fields = FlatJson.read(line);
        String module = fields.getOrDefault(MODULE, "");
        if (fields.size() == 1) {
            if (!modules.isEmpty() && module.compareTo(modules.lastEntry().getKey()) <= 0) {
                throw new IllegalArgumentException("module is not behind the one before");
            }
            modules.put(module, collector());
            return;
        }
        if (modules.isEmpty()
                || !modules.lastEntry().getKey().equals(module)
                || !List.copyOf(fields.keySet()).equals(List.of(MODULE, KEY, VALUE))) {
            throw new IllegalArgumentException(
                    "line has other fields than module, key and value, or another module");
        }
        Collector values = modules.lastEntry().getValue();
        String key = fields.getOrDefault(KEY, "");
        if (!values.values.isEmpty() && key.compareTo(values.values.lastKey()) <= 0) {
            throw new IllegalArgumentException("key is not behind the one before");
        }
        values.keep(key, Base64.getDecoder().decode(fields.getOrDefault(VALUE, "")));
    }
}
