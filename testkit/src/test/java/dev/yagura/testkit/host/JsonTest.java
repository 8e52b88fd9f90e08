package dev.yagura.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void readsBackWhatItQuotes() {
        String text = "a \"b\" \\ c\n\t\u0001 é 櫓";

        assertThat(Json.unquote(Json.quote(text))).isEqualTo(text);
    }

    @Test
    void readsEveryEscape() {
        assertThat(Json.unquote("\"\\r\\n\\t\\b\\f\\/\\\\\\\"\\u6ad3\""))
                .isEqualTo("\r\n\t\b\f/\\\"櫓");
    }

    @Test
    void refusesWhatIsNoString() {
        assertThatThrownBy(() -> Json.unquote("{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JSON: found {}, expected a string");
    }
}
