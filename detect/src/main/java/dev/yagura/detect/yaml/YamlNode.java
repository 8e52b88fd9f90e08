package dev.yagura.detect.yaml;

import java.util.List;

/** A value in a file. */
public sealed interface YamlNode {

    /** Returns where it starts in the file's text, in UTF-16 units. */
    int start();

    /** Returns what it is, for messages. */
    String kind();

    /**
     * A text, number or flag, as it was written.
     *
     * @param value without quotes, escapes resolved
     * @param start where it starts, with its quote
     * @param end one past its end
     * @param style how it was written
     */
    record Scalar(String value, int start, int end, Style style) implements YamlNode {
        @Override
        public String kind() {
            return "\"%s\"".formatted(value.length() > 60 ? value.substring(0, 60) + "…" : value);
        }
    }

    /** How a scalar was written. */
    enum Style {
        /** Without quotes. */
        PLAIN,
        /** In single or double quotes. */
        QUOTED,
        /** Behind {@code |} or {@code >}. */
        BLOCK
    }

    /**
     * A list.
     *
     * @param items in order
     * @param start where it starts
     */
    record Sequence(List<YamlNode> items, int start) implements YamlNode {
        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * Named values; no name is there twice.
     *
     * @param entries in order
     * @param start where it starts
     */
    record Mapping(List<Entry> entries, int start) implements YamlNode {
        /** Copies the list. */
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /**
     * A named value.
     *
     * @param name of the value
     * @param value it
     */
    record Entry(Scalar name, YamlNode value) {}
}
