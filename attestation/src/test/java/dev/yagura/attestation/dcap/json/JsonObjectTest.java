package dev.yagura.attestation.dcap.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

    @Test
    void givesTheExactTextOfAValue() throws Exception {
        String inner = "{ \"a\" : 1,\t\"b\":[ \"é\" , {} ] }";
        JsonObject json = parse("{\"é\": 5, \"x\" :" + inner + " , \"y\":\"\\u00e9\"}");

        assertThat(new String(json.source("x"), UTF_8)).isEqualTo(inner);
        assertThat(json.object("x").number("a", 1)).isEqualTo(1);
        assertThat(json.text("y")).isEqualTo("é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "{",
                "{}{}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}",
                "[]"
            })
    void refusesWhatIsNoObject(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void saysWhatItFoundAndWhere() throws Exception {
        JsonObject json = parse("{\"list\":[{\"svn\":256},{\"svn\":-1}],\"hex\":\"0g\",\"n\":1.0}");

        assertThatThrownBy(() -> json.objects("list", 2).getFirst().number("svn", 255))
                .hasMessage("test: list[0].svn at 0x10 is 256, expected a whole number in 0..255");
        assertThatThrownBy(() -> json.objects("list", 2).get(1).number("svn", 255))
                .hasMessageContaining("is -1");
        assertThatThrownBy(() -> json.objects("list", 1))
                .hasMessageContaining("has 2 items, expected at most 1");
        assertThatThrownBy(() -> json.hex("hex", 1))
                .hasMessageContaining("is \"0g\", expected 2 hexadecimal digits");
        assertThatThrownBy(() -> json.number("n", 5)).hasMessageContaining("is 1.0");
        assertThatThrownBy(() -> json.text("absent")).hasMessageContaining("is absent");
        assertThatThrownBy(() -> json.instant("hex")).hasMessageContaining("expected a time");
    }

    private static JsonObject parse(String text) throws MalformedStructureException {
        return JsonObject.parse("test", text.getBytes(UTF_8));
    }
}
