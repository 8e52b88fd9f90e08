package dev.yagura.detect.baseline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import dev.yagura.detect.files.PathText;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A file in a baseline: its path and, as texts because they are only compared, its properties:
 * {@code type}, {@code mode}, {@code owner}, {@code size} and {@code sha256} of a regular file,
 * {@code target} of a link, {@code device} of a device, {@code xattr:NAME} for each extended
 * attribute, and in {@code unread} the names of those that could not be read.
 *
 * @param path as {@code PathText} writes it
 * @param properties by name
 */
public record BaselineEntry(String path, SortedMap<String, String> properties) {
    private static final String PATH = "path";
    private static final String TYPE = "type";
    private static final String SHA256 = "sha256";
    private static final String TARGET = "target";
    private static final String UNREAD = "unread";
    private static final String ATTRIBUTE = "xattr:";
    private static final String ATTRIBUTES = "xattrs";
    private static final Set<String> NAMES =
            Set.of(TYPE, "mode", "owner", "size", SHA256, TARGET, "device", UNREAD);

    /** Longer values of extended attributes are kept as their digest. */
    private static final int MAX_VALUE_BYTES = 128;

    /** Copies the properties. */
    public BaselineEntry {
        requireNonNull(path, "path");
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    /**
     * Records a file.
     *
     * @throws IOException if the disk's source fails
     */
    public static BaselineEntry of(String path, FileFacts file) throws IOException {
        FileAttributes attributes = file.attributes();
        SortedMap<String, String> properties = new TreeMap<>();
        Set<String> unread = new TreeSet<>();
        properties.put(TYPE, word(attributes.type()));
        properties.put("mode", "%04o".formatted(attributes.permissions()));
        properties.put(
                "owner",
                "%d:%d"
                        .formatted(
                                Integer.toUnsignedLong(attributes.uid()),
                                Integer.toUnsignedLong(attributes.gid())));
        switch (attributes.type()) {
            case REGULAR -> {
                properties.put("size", Long.toString(attributes.sizeBytes()));
                put(properties, unread, SHA256, file.sha256());
            }
            case SYMBOLIC_LINK -> put(properties, unread, TARGET, file.target());
            case BLOCK_DEVICE, CHARACTER_DEVICE ->
                    properties.put("device", "0x" + Long.toHexString(attributes.device()));
            case DIRECTORY, FIFO, SOCKET -> {}
        }
        file.extendedAttributes()
                .ifPresentOrElse(
                        all -> all.forEach((name, value) -> attribute(properties, name, value)),
                        () -> unread.add(ATTRIBUTES));
        if (!unread.isEmpty()) {
            properties.put(UNREAD, String.join(",", unread));
        }
        return new BaselineEntry(path, properties);
    }

    private static void put(
            Map<String, String> properties,
            Set<String> unread,
            String name,
            Optional<String> value) {
        value.ifPresentOrElse(text -> properties.put(name, text), () -> unread.add(name));
    }

    private static void attribute(Map<String, String> properties, String name, byte[] value) {
        HexFormat hex = HexFormat.of();
        properties.put(
                ATTRIBUTE + PathText.of(name.getBytes(ISO_8859_1)),
                value.length <= MAX_VALUE_BYTES
                        ? "0x" + hex.formatHex(value)
                        : "sha256:" + hex.formatHex(Sha256.fresh().digest(value)));
    }

    private static String word(FileType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Takes the fields of a line, or of a row.
     *
     * @throws IllegalArgumentException if they are not those of a file; for the user
     */
    public static BaselineEntry of(Map<String, ? extends @Nullable Object> fields) {
        SortedMap<String, String> properties = new TreeMap<>();
        fields.forEach((name, value) -> {
            if (!(value instanceof String text)
                    || !(NAMES.contains(name) || name.equals(PATH) || name.startsWith(ATTRIBUTE))) {
                throw new IllegalArgumentException(
                        "field \"%s\" is unknown, expected path, xattr:NAME or one of %s"
                                .formatted(name, new TreeSet<>(NAMES)));
            }
            properties.put(name, text);
        });
        String path = properties.remove(PATH);
        if (path == null || !path.startsWith("/") || !properties.containsKey(TYPE)) {
            throw new IllegalArgumentException("a file has no path from the root, or no type");
        }
        return new BaselineEntry(path, properties);
    }

    /** Reads a line. */
    static BaselineEntry parse(String line) {
        return of(FlatJson.read(line));
    }

    /** Returns the fields in the order of the line: the path, then the properties by name. */
    public SequencedMap<String, String> fields() {
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        fields.put(PATH, path);
        fields.putAll(properties);
        return fields;
    }

    /** Returns the line; two files are alike if their lines are. */
    String line() {
        return FlatJson.write(fields());
    }

    /** Returns the names of properties that are other ones, as far as both were read. */
    List<String> differences(BaselineEntry other) {
        Set<String> names = new TreeSet<>(properties.keySet());
        names.addAll(other.properties.keySet());
        names.remove(UNREAD);
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            boolean read = !isUnread(name) && !other.isUnread(name);
            if (read && !value(name).equals(other.value(name))) {
                differences.add(name);
            }
        }
        return differences;
    }

    /** Returns a property for people. */
    String value(String name) {
        return properties.getOrDefault(name, "none");
    }

    /** Returns all properties for people. */
    String text() {
        List<String> texts = new ArrayList<>();
        properties.forEach((name, value) -> texts.add(name + " " + value));
        return String.join(", ", texts);
    }

    private boolean isUnread(String name) {
        List<String> unread = List.of(properties.getOrDefault(UNREAD, "").split(","));
        return unread.contains(name.startsWith(ATTRIBUTE) ? ATTRIBUTES : name);
    }
}
