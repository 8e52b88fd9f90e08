package dev.yagura.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsWhatQemuSends() throws MalformedStructureException {
        var object =
                Json.object(
                        "message",
                        "{\"return\": [{\"thread-id\": 15723, \"x\": true}, null, 1.5], \"id\":"
                                + " 7}");

        assertThat(object).containsEntry("id", 7L);
        assertThat((List<?>) object.get("return"))
                .first()
                .isEqualTo(Map.of("thread-id", 15723L, "x", true));
    }

    @Test
    void readsNumbersPastTheRangeOfALongAsApproximate() throws MalformedStructureException {
        assertThat(Json.object("message", "{\"n\": 18446744073709551615}"))
                .containsEntry("n", 1.8446744073709552E19);
    }

    @Test
    void whatIsWrittenReadsTheSame() throws MalformedStructureException {
        Map<String, Object> object =
                Map.of("a", List.of(1L, true, "q\"\\\n"), "b", Map.of("c", 2.5));

        assertThat(Json.object("message", Json.write(object))).isEqualTo(object);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{", "{\"a\":}", "{} {}", "{}x", "{\"a\":01}", "nul"})
    void refusesWhatIsNotOneObject(String text) {
        assertThatThrownBy(() -> Json.object("message", text))
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void refusesDeepNesting() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> Json.object("message", deep))
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void refusesATextThatIsTooLong() {
        String huge = "{\"a\":\"" + "x".repeat(Json.MAX_CHARS) + "\"}";

        assertThatThrownBy(() -> Json.object("message", huge))
                .hasMessageContaining("expected at most 4194304");
    }
}
