package dev.yagura.enclave.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.enclave.watch.ModuleFile;
import dev.yagura.enclave.watch.ModuleRequest;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void aRowKeepsOrderAndValues() throws IOException {
        Row row = Row.of("z", 1, "a", List.of("x", true), "none", null, "big", 1L << 40);

        String text = Json.write(row);

        assertThat(text)
                .isEqualTo("{\"z\":1,\"a\":[\"x\",true],\"none\":null,\"big\":1099511627776}");
        assertThat(Json.read(text).fields().keySet()).containsExactly("z", "a", "none", "big");
        assertThat(Json.read(text).number("big")).isEqualTo(1L << 40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"a\":1", "{} {}", "{\"a\":1,\"a\":2}", "nonsense"})
    void refusesWhatIsNotExactlyOneObject(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(JsonFormatException.class);
    }

    @Test
    void refusesNestingWithoutEnd() {
        String deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);

        assertThatThrownBy(() -> Json.read(deep)).isInstanceOf(JsonFormatException.class);
    }

    @Test
    void aScanRequestSurvivesTheTrip() throws IOException {
        ScanRequest request =
                new ScanRequest(
                        List.of("a.b"),
                        List.of("c.d", "e"),
                        true,
                        List.of(new ScanRequest.TextFile("acme.yaml", "rules:\n- \"…\"")),
                        List.of(new ScanRequest.TextFile("allow.yaml", "allow: []")),
                        List.of(new ScanRequest.TextFile("a.yar", "rule a { condition: true }")),
                        List.of(ModuleFile.of("x.o", new byte[] {1, 2}, Map.of("n", "1"))),
                        new ScanRequest.KnownFiles(
                                List.of(new ScanRequest.TextFile("bad.txt", "00")),
                                List.of(new ScanRequest.TextFile("good.txt", "# none")),
                                Optional.of(new ScanRequest.TextFile("b", "x".repeat(24 << 20))),
                                List.of(new ScanRequest.TextFile("not.txt", "/srv/*"))),
                        Optional.of("disk0p1"),
                        true);

        assertThat(ScanRequestJson.read(ScanRequestJson.write(request))).isEqualTo(request);
        assertThat(ScanRequestJson.read("{}")).isEqualTo(ScanRequest.ALL);
    }

    @Test
    void aModuleRequestSurvivesTheTrip() throws IOException {
        ModuleRequest request =
                new ModuleRequest(
                        ModuleFile.of("x.o", new byte[] {1, 2}, Map.of("n", "1")),
                        true,
                        Optional.of(new ScanRequest.TextFile("b", "text")));

        assertThat(ModuleJson.read(ModuleJson.write(request))).isEqualTo(request);
        for (String wrong :
                List.of(
                        "{}",
                        "{\"name\":\"x\",\"object\":1}",
                        "{\"name\":\"x\",\"object\":\"\",\"parameters\":{\"a\":1}}",
                        "{\"name\":\"x\",\"object\":\"\",\"live\":1}",
                        "{\"name\":\"x\",\"object\":\"\",\"more\":1}")) {
            assertThatThrownBy(() -> ModuleJson.read(wrong)).isInstanceOf(WatchException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"olny\":[]}",
                "{\"modules\":[1]}",
                "{\"modules\":[{\"name\":\"x\"}]}",
                "{\"only\":\"a\"}",
                "{\"only\":[1]}",
                "{\"live\":\"yes\"}",
                "{\"diskOnly\":\"yes\"}",
                "{\"rules\":\"a\"}",
                "{\"rules\":[\"a\"]}",
                "{\"rules\":[{\"name\":\"a\"}]}",
                "{\"rules\":[{\"name\":\"a\",\"text\":1}]}",
                "{\"baseline\":[]}",
                "{\"hashes\":{\"name\":\"a\",\"text\":\"b\"}}"
            })
    void aMistypedScanRequestIsNotTakenForAFullScan(String text) {
        assertThatThrownBy(() -> ScanRequestJson.read(text)).hasMessageContaining("expected");
    }
}
