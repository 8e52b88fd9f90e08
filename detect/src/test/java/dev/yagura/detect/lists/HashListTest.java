package dev.yagura.detect.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.detect.files.Digests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashListTest {
    private static final String SHA256 = "ab".repeat(32);
    private static final String MD5 = "cd".repeat(16);

    private static ListFile file(String text) {
        return new ListFile("bad.txt", text);
    }

    @Test
    void readsWhatSha256sumAndMd5sumPrint() throws ListException {
        HashList list =
                HashList.bad(
                        List.of(
                                file(
                                        "\uFEFF# found by us\n\n%s  evil kit\r\n%s *other.exe\n%s\n"
                                                .formatted(
                                                        SHA256.toUpperCase(java.util.Locale.ROOT),
                                                        MD5,
                                                        SHA256))));

        assertThat(list.size()).isEqualTo(2);
        assertThat(list.find(new Digests(1, "0", SHA256)))
                .hasValueSatisfying(known ->
                        assertThat(known.text()).isEqualTo("evil kit (line 3 of bad.txt)"));
        assertThat(list.find(new Digests(1, MD5, "0")))
                .hasValueSatisfying(known -> assertThat(known.name()).isEqualTo("other.exe"));
        assertThat(list.find(new Digests(1, "0", "0"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcd", "abababababababababababababababag", "evil.exe  %s", "\u0000"})
    void saysWhichLineIsOfAnotherForm(String line) {
        String text = "# ours\n" + SHA256 + "\n" + line.formatted(SHA256) + "\n";

        assertThatThrownBy(() -> HashList.bad(List.of(file(text))))
                .isInstanceOf(ListException.class)
                .hasMessageStartingWith("bad.txt:3: digest is \"")
                .hasMessageEndingWith("expected 64 hex digits (SHA-256) or 32 (MD5)");
    }

    @Test
    void aLineWithoutEndIsNotRepeatedInTheMessage() {
        assertThatThrownBy(() -> HashList.bad(List.of(file("a".repeat(8_000)))))
                .hasMessageContaining("…")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
        assertThatThrownBy(() -> HashList.bad(List.of(file("a".repeat(9_000)))))
                .hasMessage("bad.txt:1: entry has 9000 characters, expected at most 8192");
    }

    @Test
    void whatCanBeForgedVouchesForNothing() {
        assertThatThrownBy(() -> HashList.good(List.of(file(MD5))))
                .hasMessageEndingWith("expected 64 hex digits (SHA-256)");
    }

    @Test
    void moreEntriesThanAreHeldAreRefused() {
        assertThatThrownBy(() -> HashList.bad(List.of(file((MD5 + "\n").repeat(500_001)))))
                .hasMessage("bad.txt:500001: has more than 500000 entries");
    }

    @Test
    void aPatternThatCanMatchNoPathIsRefused() throws ListException {
        assertThat(PathList.read(List.of(file("/srv/*\n"))).has("/srv/a/b")).isTrue();
        assertThatThrownBy(() -> PathList.read(List.of(file("/srv/*\nvar/x\n"))))
                .hasMessage(
                        "bad.txt:2: pattern is \"var/x\", expected one that begins with / or *");
    }
}
