package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One object of a command's JSON output, read by its field names as a user's script would.
 *
 * @param fields the object
 */
record Row(JsonNode fields) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    static Row parse(String line) {
        JsonNode node = MAPPER.readTree(line);
        assertThat(node.isObject()).as("a JSON object: %s", line).isTrue();
        return new Row(node);
    }

    String text(String name) {
        return field(name).asString();
    }

    int number(String name) {
        return field(name).intValue();
    }

    long size(String name) {
        return field(name).longValue();
    }

    boolean flag(String name) {
        return field(name).booleanValue();
    }

    /** Returns an address, which is written in hex with {@code 0x} in front. */
    long address(String name) {
        String text = text(name);
        assertThat(text).as(name).matches("0x[0-9a-f]{1,16}");
        return Long.parseUnsignedLong(text.substring(2), 16);
    }

    JsonNode field(String name) {
        JsonNode value = fields.get(name);
        assertThat(value).as("field %s of %s", name, fields).isNotNull();
        return value;
    }
}
