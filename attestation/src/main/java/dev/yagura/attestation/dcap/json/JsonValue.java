package dev.yagura.attestation.dcap.json;

import java.util.List;
import java.util.Map;

/** A value in a JSON text, with the place of its text in bytes. */
sealed interface JsonValue {

    /** Returns where its text starts. */
    int start();

    /** Returns one past the end of its text. */
    int end();

    /** Returns what it is, for messages. */
    String kind();

    /** Named values, in order. */
    record Members(Map<String, JsonValue> values, int start, int end) implements JsonValue {
        @Override
        public String kind() {
            return "an object";
        }
    }

    /** A list. */
    record Items(List<JsonValue> values, int start, int end) implements JsonValue {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A text. */
    record Text(String value, int start, int end) implements JsonValue {
        private static final int SHOWN_CHARS = 60;

        @Override
        public String kind() {
            return "\"%s\""
                    .formatted(
                            value.length() > SHOWN_CHARS
                                    ? value.substring(0, SHOWN_CHARS) + "..."
                                    : value);
        }
    }

    /** Anything else: a number, a flag or null, as it was written. */
    record Literal(String value, int start, int end) implements JsonValue {
        @Override
        public String kind() {
            return value;
        }
    }
}
