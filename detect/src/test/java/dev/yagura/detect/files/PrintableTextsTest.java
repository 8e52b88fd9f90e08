package dev.yagura.detect.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrintableTextsTest {
    private final Map<Long, String> texts = new LinkedHashMap<>();

    @Test
    void textsAreThoseOfStrings() {
        // printf 'abc\0abcd\0\tab \377efgh\nijkl' | strings -a -t d:
        //       4 abcd
        //       9     ab
        //      14 efgh
        //      19 ijkl
        read("abc\0abcd\0\tab \377efgh\nijkl", 64);

        assertThat(texts)
                .containsExactly(
                        Map.entry(4L, "abcd"),
                        Map.entry(9L, "\tab "),
                        Map.entry(14L, "efgh"),
                        Map.entry(19L, "ijkl"));
    }

    @Test
    void whereAPieceEndsDoesNotMatter() {
        String bytes = "x\0abcdefgh\0ijklm";
        read(bytes, 64);
        Map<Long, String> whole = new LinkedHashMap<>(texts);

        for (int piece = 1; piece < bytes.length(); piece++) {
            texts.clear();
            read(bytes, piece);
            assertThat(texts).isEqualTo(whole);
        }
        assertThat(whole).containsExactly(Map.entry(2L, "abcdefgh"), Map.entry(11L, "ijklm"));
    }

    @Test
    void aTextWithoutEndComesInPartsThatOverlap() {
        String endless = "x".repeat(4_090) + "needle" + "y".repeat(10_000) + "needle";
        read(endless, 1_000);

        assertThat(texts.values()).allSatisfy(text -> assertThat(text).hasSizeBetween(4, 4_096));
        assertThat(texts.values()).filteredOn(text -> text.contains("needle")).hasSize(3);
        texts.forEach(
                (offset, text) -> assertThat(endless.startsWith(text, offset.intValue())).isTrue());
    }

    private void read(String latin1, int piece) {
        byte[] bytes = latin1.getBytes(ISO_8859_1);
        PrintableTexts reader =
                new PrintableTexts((offset, text) -> {
                    texts.put(offset, text);
                    return true;
                });
        for (int at = 0; at < bytes.length; at += piece) {
            int length = Math.min(piece, bytes.length - at);
            byte[] part = new byte[piece];
            System.arraycopy(bytes, at, part, 0, length);
            reader.take(at, part, length);
        }
        reader.end();
    }
}
