package dev.yagura.detect.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.detect.lists.ListException;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private String text = "";

    @BeforeEach
    void record() throws IOException {
        text =
                TreeBaseline.of(
                        new MemoryTree("made up")
                                .file("/etc/a\"b\\\u00e4\u001b", "x")
                                .file("/etc/hosts", "127.0.0.1")
                                .link("/lib", "usr/lib"));
    }

    private static Baseline read(String text) throws ListException {
        return Baseline.read(new ListFile("b", text));
    }

    @Test
    void isALineAFileBetweenHeaderAndDigest() throws ListException {
        assertThat(text.lines().toList())
                .hasSize(7)
                .startsWith(
                        "{\"yagura\":\"baseline\",\"version\":\"1\",\"vm\":\"web\","
                                + "\"time\":\"2026-11-29T12:00:00Z\",\"source\":\"a test\"}")
                .contains(
                        "{\"path\":\"/lib\",\"mode\":\"0777\",\"owner\":\"0:0\","
                                + "\"target\":\"usr/lib\",\"type\":\"symbolic-link\"}");
        assertThat(read(text).paths())
                .containsExactly("/", "/etc", "/etc/a\"b\\\\\u00e4\\x1b", "/etc/hosts", "/lib");
        assertThat(read(text).header().vm()).isEqualTo("web");
    }

    @Test
    void hasWhatDetectorsInCKept() throws IOException, ListException {
        ModuleValues.Collector values = ModuleValues.collector();
        values.keep("b", new byte[] {1, 2});
        values.keep("a \"quoted\"", new byte[0]);
        StringBuilder written = new StringBuilder();
        BaselineWriter.write(
                read(text).header(),
                Optional.empty(),
                new TreeMap<>(
                        Map.of("x.one", values.done(), "x.two", ModuleValues.collector().done())),
                List.of(),
                written);
        String modules = written.toString();
        List<String> lines = modules.lines().toList();

        Baseline baseline = read(modules);
        assertThat(baseline.module("x.one").orElseThrow().value("b")).contains(new byte[] {1, 2});
        assertThat(baseline.module("x.one").orElseThrow().value("c")).isEmpty();
        assertThat(baseline.module("x.two").orElseThrow().values()).isEmpty();
        assertThat(baseline.module("x.three")).isEmpty();
        assertThat(lines)
                .hasSize(6)
                .contains("{\"module\":\"x.one\",\"key\":\"b\",\"value\":\"AQI=\"}");
        assertThatThrownBy(() -> read(modules.replace(lines.get(3), lines.get(2))))
                .hasMessage("b:4: key is not behind the one before");
        assertThatThrownBy(() -> read(modules.replace(lines.get(4), lines.get(1))))
                .hasMessage("b:5: module is not behind the one before");
        assertThatThrownBy(() -> read(modules.replace(lines.get(1) + "\n", "")))
                .hasMessageStartingWith("b:2: line has other fields than module, key and value");
        assertThatThrownBy(() -> read(modules.replace("AQI=", "AQI")))
                .isInstanceOf(ListException.class);
    }

    @Test
    void cutAnywhereItIsRefused() {
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> read(cut))
                    .isInstanceOf(ListException.class)
                    .hasMessageStartingWith("b:");
        }
    }

    @Test
    void withAnyCharacterChangedItIsRefused() {
        for (int i = 0; i < text.length(); i++) {
            char other = (char) (text.charAt(i) ^ 1);
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThatThrownBy(() -> read(changed))
                    .as("character %d", i)
                    .isInstanceOf(ListException.class);
        }
    }

    @Test
    void saysWhichLineIsWrong() {
        List<String> lines = text.lines().toList();

        assertThatThrownBy(() -> read(text.replace("\"version\":\"1\"", "\"version\":\"2\"")))
                .hasMessage("b:1: version is 2, expected 1");
        assertThatThrownBy(() -> read(text.replace("\"target\"", "\"goal\"")))
                .hasMessageStartingWith("b:6: field \"goal\" is unknown, expected path, ");
        assertThatThrownBy(() -> read(text.replace(lines.get(3), lines.get(2))))
                .hasMessage("b:4: path is not behind that of the line before");
        assertThatThrownBy(() -> read(text.replace(lines.get(4) + "\n", "")))
                .hasMessageStartingWith("b:6: count or digest is not that of the lines before");
        assertThatThrownBy(() -> read(text.replace("\"0777\"", "[\"0777\"]")))
                .hasMessageStartingWith("b:6: ");
        assertThatThrownBy(() -> read(text + "\n")).hasMessage("b:8: line is behind the last one");
        assertThatThrownBy(() -> read(text.replace("{\"path\":\"/lib\"", "{ \"path\":\"/lib\"")))
                .hasMessage("b:6: line is not as it was written");
    }
}
