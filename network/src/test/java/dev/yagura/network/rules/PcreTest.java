package dev.yagura.network.rules;

import static dev.yagura.network.rules.RuleTexts.refusedTcp;
import static dev.yagura.network.rules.RuleTexts.tcp;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.rules.BufferCondition.Regex;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcreTest {
    /**
     * Expression, bytes in hexadecimal, and where the first match ends, -1 for none: what PCRE2
     * 10.42 (Debian 12) says by {@code pcre2_match} over the same bytes, in its second offset.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "/b+/ ~ 616262 ~ 3",
                "/b+?/ ~ 616262 ~ 2",
                "/b+/G ~ 616262 ~ 2",
                "/b+?/G ~ 616262 ~ 3",
                "/A/i ~ 61 ~ 1",
                "/é/ ~ c3a9 ~ 2",
                "/\\xe9/i ~ c9 ~ -1",
                "/a.b/ ~ 610a62 ~ -1",
                "/a.b/s ~ 610a62 ~ 3",
                "/a.b/ ~ 610d62 ~ 3",
                "/a.b/ ~ 618562 ~ 3",
                "/a$/ ~ 610a ~ 1",
                "/a$/ ~ 610d0a ~ -1",
                "/a$/E ~ 610a ~ -1",
                "/^b/m ~ 610a62 ~ 3",
                "/^b/ ~ 610a62 ~ -1",
                "/a b/x ~ 6162 ~ 2",
                "/[ ]b/x ~ 2062 ~ 2",
                "/a # c/x ~ 61 ~ 1",
                "/[[:alpha:]]+/ ~ 3161623a ~ 3",
                "/[]a]+/ ~ 5d61 ~ 2",
                "/[^]a]/ ~ 5d6162 ~ 3",
                "/[a&&b]/ ~ 26 ~ 1",
                "/[a[b]/ ~ 5b ~ 1",
                "/[\\w-]+/ ~ 612d62 ~ 3",
                "/[a-]+/ ~ 2d61 ~ 2",
                "/[+--]/ ~ 2c ~ 1",
                "/[\\x00-\\x1f]/ ~ 1f ~ 1",
                "/[\\b]/ ~ 08 ~ 1",
                "/[^\\x22\\n]+/ ~ 610a ~ 1",
                "/\\x41\\101\\n\\t\\e/ ~ 41410a091b ~ 5",
                "/\\//  ~ 2f ~ 1",
                "/a{2}/ ~ 6161 ~ 2",
                "/a{,2}/ ~ 617b2c327d ~ 5",
                "/{\"a\":/ ~ 7b2261223a ~ 5",
                "/a{x}/ ~ 617b787d ~ 4",
                "/\\Qa.b\\E+/ ~ 612e6262 ~ 4",
                "/(?P<name>a)b/ ~ 6162 ~ 2",
                "/(?i)A(?-i)B/ ~ 6142 ~ 2",
                "/(?i:A)B/ ~ 6162 ~ -1",
                "/a|ab/ ~ 6162 ~ 1",
                "/\\bab\\b/ ~ 20616220 ~ 3",
                "/a\\b/ ~ 61e9 ~ 1",
                "/\\w/ ~ e9 ~ -1",
                "/\\s/ ~ 0b ~ 1",
                "/\\h\\v\\R/ ~ 090a0d0a ~ 4",
                "/\\N+/ ~ 61620a ~ 2",
                "/\\d+\\D/ ~ 31326120 ~ 3",
                "/a\\Z/ ~ 610a ~ 1",
                "/a\\z/ ~ 610a ~ -1",
                "/\\.\\-\\_\\<\\%/ ~ 2e2d5f3c25 ~ 5",
            })
    void matchesWhatPcreMatches(String expression, String hex, int end) {
        Regex regex = regex(expression);

        Optional<Integer> found =
                end(regex.regex(), HexFormat.of().parseHex(hex), regex.anchored());

        assertThat(found).isEqualTo(end < 0 ? Optional.empty() : Optional.of(end));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "/a(?=b)/ ~ has a look-ahead, which is not supported",
                "/a(?!b)/ ~ has a negative look-ahead, which is not supported",
                "/(?<=a)b/ ~ has a look-behind, which is not supported",
                "/(?<!a)b/ ~ has a negative look-behind, which is not supported",
                "/(?>a)b/ ~ has an atomic group, which is not supported",
                "/(a)\\1/ ~ has a back reference, which is not supported",
                "/(?P<n>a)(?P=n)/ ~ has a back reference, which is not supported",
                "/a++/ ~ has a possessive repetition, which is not supported",
                "/(a|(?R))/ ~ has a recursion, which is not supported",
                "/(?(1)a)/ ~ has a condition, which is not supported",
                "/(*FAIL)/ ~ has a verb, which is not supported",
                "/a\\Kb/ ~ has \\K, which is not supported",
                "/\\p{L}/ ~ has \\p, which is not supported",
                "/[[:new:]]/ ~ has the class \"[:new:]\", which is not supported",
                "/[a/ ~ has a [ that no ] closes",
                "/a/q ~ has the letter \"q\" behind it, which is not supported",
                "/a/UP ~ looks at http.uri and http.request_body",
                "abc ~ is \"abc\", expected /expression/",
            })
    void whatIsNotLinearIsRefusedByName(String expression, String expected) {
        assertThat(refusedTcp("pcre:\"" + expression + "\";")).isEqualTo("pcre: " + expected);
    }

    @Test
    void whatDoesNotCompileIsRefused() {
        assertThat(refusedTcp("pcre:\"/a)(/\";")).startsWith("pcre: does not compile: ");
        assertThat(refusedTcp("pcre:\"/((a{1000}){1000}){1000}/\";")).startsWith("pcre: ");
        String deep = "(".repeat(5000) + "a" + ")".repeat(5000);
        assertThat(refusedTcp("pcre:\"/" + deep + "/\";"))
                .isEqualTo("pcre: has more than 100 groups inside each other");
    }

    @Test
    void lettersSayWhereAndHow() {
        Regex relative = regex("/a/Ri");
        assertThat(relative.relative()).isTrue();
        assertThat(relative.anchored() || relative.negated()).isFalse();
        Regex negated = (Regex) tcp("pcre:!\"/^a/AU\";").conditions().getFirst();
        assertThat(negated.negated() && negated.anchored()).isTrue();
        assertThat(negated.where().buffer()).isEqualTo(Buffer.HTTP_URI);
        assertThat(
                        ((Regex) tcp("http.uri; pcre:\"/a/U\";").conditions().getFirst())
                                .where()
                                .buffer())
                .isEqualTo(Buffer.HTTP_URI);
        assertThat(refusedTcp("http.uri; pcre:\"/a/P\";"))
                .isEqualTo("pcre: looks at http.request_body by its letters, behind http.uri");
        assertThat(relative.regex().toString()).isEqualTo("a");
    }

    @Test
    void anchoredMatchesStartAtTheFirstByte() {
        LinearRegex regex = regex("/b/A").regex();

        assertThat(end(regex, "ab".getBytes(ISO_8859_1), true)).isEmpty();
        assertThat(end(regex, "ab".getBytes(ISO_8859_1), false)).hasValue(2);
        assertThat(end(regex, "b".getBytes(ISO_8859_1), true)).hasValue(1);
    }

    @Test
    void matchesFollowEachOtherAByteApartAtLeast() {
        LinearRegex.Search search =
                regex("/a*b/").regex().search("aabb".getBytes(ISO_8859_1), false);

        assertThat(search.next()).hasValue(new LinearRegex.Match(0, 3));
        assertThat(search.next()).hasValue(new LinearRegex.Match(1, 3));
        assertThat(search.next()).hasValue(new LinearRegex.Match(2, 3));
        assertThat(search.next()).hasValue(new LinearRegex.Match(3, 4));
        assertThat(search.next()).isEmpty();
        assertThat(search.next()).isEmpty();
    }

    private static Optional<Integer> end(LinearRegex regex, byte[] bytes, boolean anchored) {
        return regex.search(bytes, anchored).next().map(LinearRegex.Match::end);
    }

    private static Regex regex(String expression) {
        return (Regex) tcp("pcre:\"" + expression + "\";").conditions().getFirst();
    }
}
