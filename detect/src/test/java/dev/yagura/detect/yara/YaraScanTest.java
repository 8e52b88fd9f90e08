package dev.yagura.detect.yara;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class YaraScanTest {
    /** Around where one piece of the data ends and the next begins. */
    private static final int SEAM = 256 << 10;

    private static YaraRules rules(String text) {
        YaraRules rules = YaraRules.of(List.of(new YaraSource("t.yar", text)));
        assertThat(rules.verdicts()).allMatch(verdict -> verdict.accepted());
        return rules;
    }

    private static YaraInput file(byte[] bytes, int most) {
        return new YaraInput(
                "/usr/bin/Tool.ELF", OptionalLong.of(bytes.length), new ArraySource(bytes, most));
    }

    private static YaraResult scan(YaraRules rules, byte[] bytes) throws IOException {
        return new YaraScan(rules).scan(file(bytes, Integer.MAX_VALUE));
    }

    private static byte[] zeros(int length, int at, String text) {
        byte[] bytes = new byte[length];
        System.arraycopy(text.getBytes(ISO_8859_1), 0, bytes, at, text.length());
        return bytes;
    }

    @Test
    void findsWhatLiesAcrossPieces() throws IOException {
        YaraScan scan =
                new YaraScan(
                        rules(
                                """
                                rule text { strings: $a = "intruder" fullword condition: $a }
                                rule back { strings: $a = /b[i-t]+ruder/ condition: $a }
                                rule far { strings: $a = { 62 69 [300-9000000] 74 72 75 } condition: $a }
                                """));
        for (int at = SEAM - 20; at < SEAM + 9_000; at += at < SEAM + 20 ? 1 : 997) {
            byte[] bytes = zeros(2 * SEAM, at, "intruder bintruder");
            bytes[5] = 'b';
            bytes[6] = 'i';
            YaraResult result = scan.scan(file(bytes, at % 3 == 0 ? 4_096 : 1 << 20));
            int place = at;
            assertThat(result.matches())
                    .as("at %d", at)
                    .extracting(match -> match.rule().name())
                    .containsExactly("text", "back", "far");
            assertThat(result.matches())
                    .extracting(match -> match.strings().getFirst().offset(0))
                    .containsExactly((long) place, place + 9L, 5L);
        }
    }

    @Test
    void memoryIsJudgedAsOneWhateverItsPieces() throws IOException {
        YaraScan scan =
                new YaraScan(
                        rules(
                                """
                                rule both { strings: $a = "one" $b = "two"
                                  condition: all of them and @b > @a and not defined filesize }
                                rule across { strings: $a = "onetwo" condition: $a }
                                """));
        scan.begin();
        scan.search(0x7f0000001000L, ArraySource.of("one".getBytes(ISO_8859_1)));
        scan.search(0x7f0000001003L, ArraySource.of("two".getBytes(ISO_8859_1)));
        YaraResult result = scan.judge(new YaraInput("", OptionalLong.empty(), (_, _, _, _) -> 0));

        assertThat(result.matches())
                .extracting(match -> match.rule().name())
                .containsExactly("both");
        assertThat(result.matches().getFirst().strings().getLast().offset(0))
                .isEqualTo(0x7f0000001003L);
    }

    @Test
    void nothingIsLeftOfTheInputBefore() throws IOException {
        YaraScan scan = new YaraScan(rules("rule a { strings: $a = \"one\" condition: $a }"));

        assertThat(scan.scan(file("one".getBytes(ISO_8859_1), 10)).matches()).hasSize(1);
        assertThat(scan.scan(file("two".getBytes(ISO_8859_1), 10)).matches()).isEmpty();
    }

    @Test
    void variablesSayWhereTheDataAreFrom() throws IOException {
        YaraRules rules =
                rules(
                        """
                        rule names { condition: filename == "Tool.ELF" and extension iequals ".elf"
                          and filepath startswith "/usr/" and filepath matches /bin.T/ and owner == "" }
                        """);

        assertThat(scan(rules, new byte[1]).matches()).hasSize(1);
    }

    @Test
    void ofNoneHoldsIfNoneDoesInLoopsToo() throws IOException {
        YaraRules rules =
                rules(
                        """
                        rule loop { condition: for none i in (1..3) : (i == 3) }
                        rule fine { condition: for none i in (1..3) : (i == 4) }
                        rule zero { condition: for 0 i in (1..3) : (i == 3) }
                        """);

        assertThat(scan(rules, new byte[1]).matches())
                .extracting(match -> match.rule().name())
                .containsExactly("fine");
    }

    @Test
    void globalAndPrivateRulesGuardAndServe() throws IOException {
        YaraRules rules =
                YaraRules.of(
                        List.of(
                                new YaraSource(
                                        "guarded",
                                        "rule a { condition: true }"
                                                + " global rule g { condition: filesize > 10 }"),
                                new YaraSource(
                                        "other",
                                        "private rule p { condition: true }"
                                                + " rule q { condition: p }")));

        assertThat(scan(rules, new byte[1]).matches())
                .extracting(match -> match.rule().name())
                .containsExactly("q");
        assertThat(scan(rules, new byte[11]).matches())
                .extracting(match -> match.rule().name())
                .containsExactly("a", "g", "q");
    }

    @Test
    void whatTakesTooLongIsToldAndTheOthersAreDecided() throws IOException {
        YaraRules rules =
                rules(
                        """
                        rule slow { strings: $a = /(a.*){20}x[^a]*b.*y/s condition: $a }
                        rule asks { condition: slow }
                        rule loops { condition: for all i in (1..100000) : (for all j in (1..100000) : (i != j + 200000)) }
                        rule many { strings: $a = "aa" condition: #a > 60000 }
                        rule fine { strings: $a = "aaaay" condition: $a }
                        """);
        byte[] bytes = new byte[200_000];
        Arrays.fill(bytes, (byte) 'a');
        bytes[199_999] = 'y';
        YaraResult result = scan(rules, bytes);

        assertThat(result.matches())
                .extracting(match -> match.rule().name())
                .containsExactly("many", "fine");
        assertThat(result.undecided())
                .extracting(left -> left.rule().name() + ": " + left.why())
                .containsExactly(
                        "slow: string $a takes too many steps",
                        "asks: rule slow is undecided",
                        "loops: condition takes more than 16777216 steps",
                        "many: string $a matches too often");
    }
}
