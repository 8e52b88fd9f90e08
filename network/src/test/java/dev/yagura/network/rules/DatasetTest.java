package dev.yagura.network.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetTest {
    private static final byte[] EVIL = "evil".getBytes(US_ASCII);

    private static final ListFiles FILES =
            (_, name) -> {
                String text = Map.of("good.lst", "ZXZpbA==\n", "bad.lst", "\n#x\n!!\n").get(name);
                if (text == null) {
                    throw new IOException(name + ": is not there");
                }
                return text;
            };

    @ParameterizedTest
    @CsvSource({
        "STRING, ZXZpbA==",
        "MD5, 4034a346ccee15292d823416f7510a2f", // md5sum
        "SHA256, b5c1fb2efc6d6b4674c2fdcc48ce01b43a3b7c03763c0c3355de0099ee0f8c73",
    })
    void valuesAreComparedAsTheirTypeHasThem(Dataset.Type type, String line) {
        Dataset set = Dataset.read("# comment\n\n" + line + "\n", type, false, 10);

        assertThat(set.worth(EVIL)).isPresent();
        assertThat(set.worth("good".getBytes(US_ASCII))).isEmpty();
    }

    @Test
    void reputationIsTheNumberBehindTheValue() {
        assertThat(Dataset.read("ZXZpbA==, 77", Dataset.Type.STRING, true, 10).worth(EVIL))
                .hasValue(77);
        assertThatThrownBy(() -> Dataset.read("ZXZpbA==,65536", Dataset.Type.STRING, true, 10))
                .hasMessage("line 1: is \"65536\", expected a number of 0 to 65535");
        assertThatThrownBy(() -> Dataset.read("a\nZXZpbA==", Dataset.Type.STRING, true, 10))
                .hasMessageContaining("line 1: is \"a\"");
    }

    @Test
    void moreValuesThanThereMayBeAreRefused() {
        assertThatThrownBy(() -> Dataset.read("YQ==\nYg==\nYw==", Dataset.Type.STRING, false, 2))
                .hasMessage("line 3: has more than 2 values before it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "dataset:isset,a,load good.lst; ~ dataset ~ has no buffer before it",
                "http.uri; dataset:set,a,load good.lst; ~ dataset ~ sets that rules fill",
                "http.uri; dataset:isset,a; ~ dataset ~ loads nothing",
                "http.uri; dataset:isset,a,load good.lst,type ip; ~ dataset ~ is of type \"ip\"",
                "http.uri; dataset:isset,a,load good.lst,state x; ~ dataset ~ has \"state\"",
                "http.uri; dataset:isset,a,load ../good.lst; ~ dataset ~ expected a file beside",
                "http.uri; dataset:isset,a,load /good.lst; ~ dataset ~ expected a file beside",
                "http.uri; dataset:isset,a,load no.lst; ~ dataset ~ no.lst: is not there",
                "http.uri; dataset:isset,a,load bad.lst; ~ dataset ~ bad.lst, line 3: is \"!!\"",
                "http.uri; datarep:a,>,9,load good.lst; ~ datarep ~ line 1: is \"ZXZpbA==\"",
                "http.uri; datarep:a,>; ~ datarep ~ has 2 parts",
            })
    void whatCannotBeMeantIsRefused(String options, String keyword, String reason) {
        RuleSource rules =
                new RuleSource(
                        "a.rules", "alert http any any -> any any (%s sid:1;)".formatted(options));

        RuleVerdict verdict =
                NetworkRules.read(List.of(rules), RuleConfig.defaults(), FILES)
                        .verdicts()
                        .getFirst();

        assertThat(verdict.refusal().orElseThrow().keyword()).isEqualTo(keyword);
        assertThat(verdict.refusal().orElseThrow().reason()).contains(reason);
    }
}
