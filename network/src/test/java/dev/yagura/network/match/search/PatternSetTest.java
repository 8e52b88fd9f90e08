package dev.yagura.network.match.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PatternSetTest {
    private static Set<Integer> find(PatternSet set, String... pieces) {
        var scanner = new PatternScanner(set);
        Set<Integer> found = new TreeSet<>();
        int state = PatternSet.START;
        for (String piece : pieces) {
            byte[] bytes = piece.getBytes(ISO_8859_1);
            state = scanner.scan(state, bytes, 0, bytes.length, found::add);
        }
        return found;
    }

    @Test
    void findsPatternsWithinEachOtherAndAcrossPieces() {
        var builder = new PatternSetBuilder();
        for (String pattern : List.of("he", "she", "his", "hers", "s", "HE", "shers")) {
            builder.add(pattern.getBytes(ISO_8859_1));
        }
        PatternSet set = builder.build();

        assertThat(set.size()).isEqualTo(6);
        assertThat(find(set, "uSHers")).containsExactly(0, 1, 3, 4, 5);
        assertThat(find(set, "us", "h", "e")).containsExactly(0, 1, 4);
        assertThat(find(set, "h", "", "i")).isEmpty();
    }

    /** Few letters, so that patterns are prefixes and suffixes of each other. */
    @Test
    void findsWhatALookForEachFinds() {
        var random = new Random(1);
        for (int round = 0; round < 60; round++) {
            var builder = new PatternSetBuilder();
            List<String> patterns = new ArrayList<>();
            for (int i = 0; i < (round == 0 ? 3000 : 50); i++) {
                String pattern = text(random, 1 + random.nextInt(8));
                int number = builder.add(pattern.getBytes(ISO_8859_1));
                if (number == patterns.size()) {
                    patterns.add(pattern);
                }
            }
            String text = text(random, 300);
            Set<Integer> expected = new TreeSet<>();
            for (int i = 0; i < patterns.size(); i++) {
                if (text.toLowerCase(Locale.ROOT)
                        .contains(patterns.get(i).toLowerCase(Locale.ROOT))) {
                    expected.add(i);
                }
            }
            int cut = random.nextInt(text.length());
            assertThat(find(builder.build(), text.substring(0, cut), text.substring(cut)))
                    .isEqualTo(expected);
        }
    }

    private static String text(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abAB\u00ff".charAt(random.nextInt(5)));
        }
        return text.toString();
    }

    @Test
    void longPatternsCountByTheirFirstBytes() {
        var builder = new PatternSetBuilder();
        String start = "x".repeat(PatternSetBuilder.MAX_PATTERN_BYTES);
        builder.add((start + "tail").getBytes(ISO_8859_1));

        assertThat(find(builder.build(), start)).containsExactly(0);
        assertThatThrownBy(() -> builder.add(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Each byte ends as many patterns as there are; each is told once all the same. */
    @Test
    void hostileBytesTellEachPatternOnce() {
        var builder = new PatternSetBuilder();
        for (int length = 1; length <= PatternSetBuilder.MAX_PATTERN_BYTES; length++) {
            builder.add("a".repeat(length).getBytes(ISO_8859_1));
        }
        byte[] bytes = "a".repeat(100_000).getBytes(ISO_8859_1);
        List<Integer> told = new ArrayList<>();

        new PatternScanner(builder.build())
                .scan(PatternSet.START, bytes, 0, bytes.length, told::add);

        assertThat(told).hasSize(PatternSetBuilder.MAX_PATTERN_BYTES).doesNotHaveDuplicates();
    }
}
