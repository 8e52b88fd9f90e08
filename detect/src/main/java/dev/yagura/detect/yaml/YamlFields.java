package dev.yagura.detect.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The named values of a mapping whose names are known beforehand. Immutable. */
public final class YamlFields {
    private final YamlSource source;
    private final String owner;
    private final int start;
    private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();

    private YamlFields(YamlSource source, String owner, int start) {
        this.source = source;
        this.owner = owner;
        this.start = start;
    }

    /**
     * Reads a mapping.
     *
     * @param owner what it is, for messages
     * @param known names it may have
     * @throws YamlException if the node is none, or has another name
     */
    public static YamlFields of(YamlSource source, YamlNode node, String owner, List<String> known)
            throws YamlException {
        YamlFields fields = new YamlFields(source, owner, node.start());
        for (YamlNode.Entry entry : mapping(source, node, owner).entries()) {
            if (!known.contains(entry.name().value())) {
                throw source.refused(
                        entry.name().start(),
                        "%s: field \"%s\" is unknown, expected one of %s"
                                .formatted(owner, entry.name().value(), String.join(", ", known)));
            }
            fields.entries.put(entry.name().value(), entry);
        }
        return fields;
    }

    /**
     * Returns a node as a mapping of any names.
     *
     * @throws YamlException if it is none
     */
    public static YamlNode.Mapping mapping(YamlSource source, YamlNode node, String owner)
            throws YamlException {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        throw wrong(source, node, owner, "a mapping");
    }

    /**
     * Returns the items of a list.
     *
     * @throws YamlException if it is none
     */
    public static List<YamlNode> items(YamlSource source, YamlNode node, String owner)
            throws YamlException {
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items();
        }
        throw wrong(source, node, owner, "a list");
    }

    /**
     * Returns a node as a scalar.
     *
     * @throws YamlException if it is none, or empty
     */
    public static YamlNode.Scalar scalar(YamlSource source, YamlNode node, String owner)
            throws YamlException {
        if (node instanceof YamlNode.Scalar scalar && !scalar.value().isBlank()) {
            return scalar;
        }
        throw wrong(source, node, owner, "a text");
    }

    private static YamlException wrong(
            YamlSource source, YamlNode node, String owner, String expected) {
        return source.refused(
                node.start(), "%s is %s, expected %s".formatted(owner, node.kind(), expected));
    }

    /** Returns where the mapping starts. */
    public int start() {
        return start;
    }

    /** Returns a value, if it is there. */
    public Optional<YamlNode> node(String name) {
        return Optional.ofNullable(entries.get(name)).map(YamlNode.Entry::value);
    }

    /**
     * Returns a text that must be there.
     *
     * @throws YamlException if it is not
     */
    public YamlNode.Scalar scalar(String name) throws YamlException {
        Optional<YamlNode> node = node(name);
        if (node.isEmpty()) {
            throw source.refused(start, "%s: field \"%s\" is missing".formatted(owner, name));
        }
        return scalar(source, node.get(), owner + ": " + name);
    }

    /**
     * Returns the value of a text that must be there, on one line.
     *
     * @throws YamlException if it is not there
     */
    public String text(String name) throws YamlException {
        return scalar(name)
                .value()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /**
     * Returns the value of a text, or a value for its absence.
     *
     * @throws YamlException if it is no text
     */
    public String text(String name, String absent) throws YamlException {
        return node(name).isPresent() ? text(name) : absent;
    }

    /**
     * Returns a list of texts; empty if it is absent.
     *
     * @throws YamlException if it is no list of texts
     */
    public List<YamlNode.Scalar> scalars(String name) throws YamlException {
        Optional<YamlNode> node = node(name);
        if (node.isEmpty()) {
            return List.of();
        }
        List<YamlNode.Scalar> texts = new ArrayList<>();
        for (YamlNode item : items(source, node.get(), owner + ": " + name)) {
            texts.add(scalar(source, item, owner + ": item of " + name));
        }
        return texts;
    }

    /**
     * Returns a word out of a closed set, or a value for its absence.
     *
     * @throws YamlException if it is another word
     */
    public <E extends Enum<E>> E word(String name, Class<E> set, E absent) throws YamlException {
        return convert(
                name,
                absent,
                text -> {
                    for (E constant : set.getEnumConstants()) {
                        if (word(constant).equals(text)) {
                            return Optional.of(constant);
                        }
                    }
                    return Optional.empty();
                },
                "one of "
                        + String.join(
                                ", ",
                                List.of(set.getEnumConstants()).stream()
                                        .map(YamlFields::word)
                                        .toList()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns a flag, or a value for its absence.
     *
     * @throws YamlException if it is no flag
     */
    public boolean flag(String name, boolean absent) throws YamlException {
        return convert(
                name,
                absent,
                text ->
                        switch (text) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        },
                "true or false");
    }

    /**
     * Returns a text made into something else.
     *
     * @param conversion empty where the text is of another form
     * @param expected which form it should have, for the message
     * @throws YamlException if it has another
     */
    public <T> T convert(
            String name, T absent, Function<String, Optional<T>> conversion, String expected)
            throws YamlException {
        if (node(name).isEmpty()) {
            return absent;
        }
        YamlNode.Scalar scalar = scalar(name);
        Optional<T> value = conversion.apply(scalar.value());
        if (value.isEmpty()) {
            throw source.refused(
                    scalar.start(),
                    "%s: %s is %s, expected %s".formatted(owner, name, scalar.kind(), expected));
        }
        return value.get();
    }
}
