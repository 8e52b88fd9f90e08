package dev.yagura.detect.baseline;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Whose files a baseline has, and when they were read.
 *
 * @param vm as the user called it
 * @param time by the clock of who recorded
 * @param source how the tree was found
 */
public record BaselineHeader(String vm, Instant time, String source) {
    private static final String FORMAT = "yagura";
    private static final String VERSION = "1";
    private static final Set<String> NAMES = Set.of(FORMAT, "version", "vm", "time", "source");

    /** Requires the components. */
    public BaselineHeader {
        requireNonNull(vm, "vm");
        requireNonNull(time, "time");
        requireNonNull(source, "source");
    }

    String line() {
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        fields.put(FORMAT, "baseline");
        fields.put("version", VERSION);
        fields.put("vm", vm);
        fields.put("time", time.toString());
        fields.put("source", source);
        return FlatJson.write(fields);
    }

    /**
     * Reads the first line.
     *
     * @throws IllegalArgumentException if it is of another form or version; for the user
     */
    static BaselineHeader parse(String line) {
        Map<String, String> fields = FlatJson.read(line);
        if (!"baseline".equals(fields.get(FORMAT)) || !fields.keySet().equals(NAMES)) {
            throw new IllegalArgumentException("line is not the first one of a baseline");
        }
        String version = fields.getOrDefault("version", "");
        if (!version.equals(VERSION)) {
            throw new IllegalArgumentException(
                    "version is %s, expected %s".formatted(version, VERSION));
        }
        try {
            return new BaselineHeader(
                    fields.getOrDefault("vm", ""),
                    Instant.parse(fields.getOrDefault("time", "")),
                    fields.getOrDefault("source", ""));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("time is no time in UTC", e);
        }
    }
}
