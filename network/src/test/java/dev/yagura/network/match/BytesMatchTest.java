package dev.yagura.network.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions on bytes, each with something that it holds for and something that it does not. */
class BytesMatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "content:\"foo\"; ~ a foo ~ a fOo",
                "content:\"foo\"; nocase; ~ a fOo ~ a fo",
                "content:\"|66 6f 6f|\"; ~ a foo ~ a fo",
                "content:!\"foo\"; ~ a fo ~ a foo",
                "content:!\"foo\"; content:\"a\"; ~ a fo ~ a foo",
                "content:\"foo\"; offset:2; ~ a foo ~ foo a",
                "content:\"foo\"; depth:4; ~ afoo ~ a foo",
                "content:\"foo\"; offset:1; depth:4; ~ 12foo ~ 123foo",
                "content:\"foo\"; startswith; ~ foo a ~ a foo",
                "content:\"foo\"; endswith; ~ foo foo ~ foo a",
                "content:!\"foo\"; endswith; ~ foo a ~ a foo",
                "content:\"foo\"; content:\"bar\"; distance:2; ~ foo12bar ~ foo1bar",
                "content:\"foo\"; content:\"bar\"; distance:0; ~ foobar ~ barfoo",
                "content:\"foo\"; content:\"bar\"; distance:-3; ~ foobar ~ 1bar2foo",
                "content:\"foo\"; content:\"bar\"; within:4; ~ foo1bar ~ foo12bar",
                "content:\"foo\"; content:\"bar\"; distance:1; within:3; ~ foo1bar ~ foo12bar",
                "content:\"foo\"; content:!\"bar\"; within:4; ~ foo12bar ~ foo1bar",
                "content:\"foo\"; content:\"bar\"; within:3; ~ foo foobar ~ foo foo bar",
                "content:\"a\"; content:\"b\"; within:1; content:\"c\"; within:1; ~ ab abc ~ ab ac",
                "content:\"b\"; content:\"a\"; ~ ab ~ b",
                "content:\"foobar\"; fast_pattern:only; ~ a foobar ~ a fooBar",
                "content:\"foobar\"; fast_pattern:3,3; ~ a foobar ~ a fobar",
                "content:\"a\"; content:\"xx\"; fast_pattern; ~ xx a ~ a x",
                "pcre:\"/fo+/\"; ~ a fooo ~ a f",
                "pcre:!\"/fo+/\"; ~ a f ~ a fo",
                "pcre:\"/^foo$/i\"; ~ FOO ~ afoo",
                "pcre:\"/foo/A\"; ~ foo a ~ a foo",
                "content:\"a\"; pcre:\"/^b/R\"; ~ aab ~ a b",
                "content:\"a\"; pcre:\"/b/R\"; content:\"c\"; within:1; ~ abb bc ~ abb b c",
                "content:\"a\"; isdataat:2,relative; ~ a12 ~ a1",
                "content:\"a\"; isdataat:!1,relative; ~ 12a ~ a1",
                "isdataat:2; ~ 123 ~ 12",
                "isdataat:!2; ~ 12 ~ 123",
                "dsize:3; ~ 123 ~ 12",
                "dsize:>2; ~ 123 ~ 12",
                "dsize:1<>4; ~ 123 ~ 1234",
                "byte_test:1,=,0x41,0; ~ A ~ B",
                "byte_test:2,>,0x4141,0; ~ AB ~ AA",
                "byte_test:2,=,0x4241,0,little; ~ AB ~ BA",
                "byte_test:1,&,2,0; ~ B ~ A",
                "byte_test:1,!&,2,0; ~ A ~ B",
                "byte_test:1,^,0x41,0; ~ B ~ A",
                "byte_test:1,!,0x41,0; ~ B ~ A",
                "byte_test:1,<=,0x41,0; ~ A ~ B",
                "byte_test:1,>=,0x42,0; ~ B ~ A",
                "byte_test:2,=,5,0,bitmask 0x3c0; ~ aa ~ bA",
                "byte_test:3,=,123,1,string,dec; ~ x123 ~ x124",
                "byte_test:0,=,1234,1,string,dec; ~ x1234y ~ x12345",
                "byte_test:2,=,0xff,0,string,hex; ~ fF ~ fe",
                "byte_test:2,=,8,0,string,oct; ~ 10 ~ 11",
                "byte_test:2,=,0,0,string,dec; ~ 00 ~ xx",
                "byte_test:2,!,5,0,string,dec; ~ 04 ~ xx",
                "byte_test:4,<,0x40000000,0; ~ 1234 ~ 123",
                "content:\"n=\"; byte_test:1,=,5,0,relative,string,dec; ~ n=5 ~ n=4",
                "byte_jump:1,0,string,dec; content:\"x\"; within:1; ~ 312 x ~ 212 x",
                "byte_jump:1,0,string,dec,multiplier 2; content:\"x\"; within:1; ~ 112x ~ 11x2",
                "byte_jump:1,0,string,dec,align; content:\"x\"; within:1; ~ 11234x ~ 1x2345",
                "byte_jump:1,0,string,dec,from_beginning; content:\"x\"; within:1; ~ 2 x ~ 1 x",
                "byte_jump:1,0,string,dec,post_offset -1; content:\"x\"; within:1; ~ 21x ~ 11 x",
                "byte_jump:1,0,string,dec,from_end,post_offset -3; content:\"x\"; within:1;"
                        + " ~ 1 xy ~ 1x yz",
                "content:\"l\"; byte_jump:1,0,relative,string,dec; isdataat:!2,relative;"
                        + " ~ l212x ~ l912x",
                "byte_extract:1,0,n,string,dec; content:\"x\"; offset:n; ~ 3  x ~ 3 x",
                "byte_extract:1,0,n,string,dec; content:\"x\"; depth:n; ~ 2x ~ 1 x",
                "byte_extract:1,0,n,string,dec; content:\"x\"; within:n; ~ 2 x ~ 2  x",
                "byte_extract:1,0,n,string,dec,multiplier 2; content:\"x\"; distance:n;"
                        + " ~ 1 yx ~ 1xy",
                "byte_extract:1,0,n,string,dec; byte_test:1,=,n,1,string,dec; ~ 44 ~ 45",
                "byte_extract:1,0,n,string,dec; isdataat:n; ~ 212 ~ 21",
                "base64_decode; base64_data; content:\"foo\"; ~ Zm9v ~ YmFy",
                "base64_decode:bytes 4; base64_data; content:\"foo\"; endswith; ~ Zm9vYmFy ~ YmFy",
                "base64_decode:offset 2; base64_data; content:\"foo\"; ~ xxZm9v ~ Zm9v",
                "content:\"k=\"; base64_decode:relative; base64_data; content:\"bar\"; ~ k=YmFy ~ k=Zm9v",
                "content:\"k=\"; base64_decode:relative; base64_data; pcre:\"/^b.r$/\"; ~ k=YmFy! ~ k=!",
            })
    void holdsForWhatItMeansAndForNothingElse(String options, String good, String bad) {
        assertThat(new Traffic().udp(9, ">" + good).count("udp", options)).as(good).isEqualTo(1);
        assertThat(new Traffic().udp(9, ">" + bad).count("udp", options)).as(bad).isZero();
    }

    @Test
    void whatStandsBeforeAFixedPlaceIsNotLookedForAgain() {
        // The second "a" would do, but what decides stands at a place of its own.
        String options = "content:\"a\"; content:\"b\"; within:1; content:\"z\"; offset:5;";

        assertThat(new Traffic().udp(9, ">ab ab z").count("udp", options)).isEqualTo(1);
        assertThat(new Traffic().udp(9, ">ab abz ").count("udp", options)).isEqualTo(1);
        assertThat(new Traffic().udp(9, ">ab z ab").count("udp", options)).isZero();
    }

    @Test
    void effortIsBoundedAndWhatWasNotEnoughIsCounted() {
        String chain = "content:\"a\"; distance:0; ".repeat(8);
        String rule = "alert udp any any -> any any (" + chain + "content:\"b\"; within:1; sid:1;)";
        var engine = new RuleEngine(Traffic.accepted(rule), alert -> {});

        new Traffic().udp(9, ">" + "a".repeat(2000) + " b").run(engine);

        assertThat(engine.counts().unfinished()).isEqualTo(1);
        assertThat(engine.counts().isComplete()).isFalse();
        assertThat(engine.counts().matched()).isZero();
    }
}
