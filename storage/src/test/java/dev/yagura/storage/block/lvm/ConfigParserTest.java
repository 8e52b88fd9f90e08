package dev.yagura.storage.block.lvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigParserTest {
    private static final String VOLUME =
            """
            group { id = "a" seqno = 1 extent_size = 8
              physical_volumes { pv0 { id = "p" pe_start = 0 } }
              logical_volumes { one { status = ["READ", "VISIBLE"] segment_count = 1
                segment1 { start_extent = 0 extent_count = 1 type = "%s"
                  stripe_count = 1 stripes = ["pv0", 0] } } } }
            """;

    @Test
    void readsNumbersTextAndArrays() throws IOException {
        ConfigNode root =
                ConfigParser.parse("a = -1 # b = 2\ns { t = \"x\\\"y\" l = [\"p\", 3] e = [] }\0");
        assertThat(root.values()).isEqualTo(Map.of("a", -1L));
        ConfigNode section = root.requireSection("s");
        assertThat(section.text("t")).isEqualTo("x\"y");
        assertThat(section.list("l")).isEqualTo(List.of("p", 3L));
        assertThat(section.list("e")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a {", "a", "a =", "a = [", "a = [1", "a = \"x", "}", "= 1", "a = x"})
    void refusesWhatEndsEarlyOrHasNoForm(String text) {
        assertThatThrownBy(() -> ConfigParser.parse(text))
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void boundsDepth() {
        assertThatThrownBy(() -> ConfigParser.parse("a {".repeat(100_000)))
                .hasMessageContaining("nested deeper than 8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mirror", "raid1", "raid5", "thin", "thin-pool", "cache", "vdo", "snapshot"})
    void refusesOtherKindsByName(String kind) throws IOException {
        GroupMetadata metadata = GroupMetadata.parse(VOLUME.replace("%s", kind));
        assertThat(new VolumeBuilder(metadata, Map.of()).volumes())
                .singleElement()
                .satisfies(volume ->
                        assertThat(volume.refusal().orElseThrow())
                                .contains("is " + kind + ", expected linear or striped"));
    }
}
