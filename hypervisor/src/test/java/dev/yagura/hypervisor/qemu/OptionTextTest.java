package dev.yagura.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionTextTest {
    @Test
    void readsKeysValuesAndTheFirstOneWithoutAKey() {
        assertThat(OptionText.parse("socket,id=a,path=/x,server,wait=off", "backend"))
                .isEqualTo(
                        Map.of(
                                "backend", "socket", "id", "a", "path", "/x", "server", "on",
                                "wait", "off"));
    }

    @Test
    void twoCommasAreOne() {
        assertThat(OptionText.parse("a,,b,path=,,,,", "first"))
                .isEqualTo(Map.of("first", "a,b", "path", ",,"));
    }

    @Test
    void theLastOfSeveralValuesWins() {
        assertThat(OptionText.parse("size=1,size=2", "size")).isEqualTo(Map.of("size", "2"));
    }

    @Test
    void anEmptyTextIsAnEmptyFirstValue() {
        assertThat(OptionText.parse("", "size")).isEqualTo(Map.of("size", ""));
    }

    @Test
    void readsTheJsonForm() {
        assertThat(
                        OptionText.parse(
                                "{\"qom-type\":\"memory-backend-memfd\",\"share\":true,\"size\":42,\"x\":[1]}",
                                "qom-type"))
                .isEqualTo(Map.of("qom-type", "memory-backend-memfd", "share", "on", "size", "42"));
    }

    @Test
    void jsonThatIsNoneGivesNothing() {
        assertThat(OptionText.parse("{\"a\":", "first")).isEmpty();
    }

    @Test
    void keepsABoundedNumberOfKeys() {
        StringBuilder text = new StringBuilder("a");
        for (int i = 0; i < 100_000; i++) {
            text.append(",k").append(i).append("=v");
        }

        assertThat(OptionText.parse(text.toString(), "first")).hasSize(256);
    }
}
