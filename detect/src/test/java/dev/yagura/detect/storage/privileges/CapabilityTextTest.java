package dev.yagura.detect.storage.privileges;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilityTextTest {
    /** Texts as setcap(8) takes them, and what getcap(8) prints then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cap_net_raw=ep|cap_net_raw=ep",
                "= cap_net_admin,cap_net_raw+p|cap_net_admin,cap_net_raw=p",
                "cap_chown=eip cap_chown-i|cap_chown=ep",
                "CAP_CHOWN+ep|cap_chown=ep"
            })
    void clausesChangeTheSets(String text, String expected) {
        assertThat(CapabilityText.parse(text))
                .hasValueSatisfying(found -> assertThat(found.text()).isEqualTo(expected));
    }

    @Test
    void nothingIsNoneAndNonsenseIsNotOne() {
        assertThat(CapabilityText.parse("")).hasValue(FileCapabilities.NONE);
        assertThat(CapabilityText.parse("cap_nonsense=ep")).isEmpty();
        assertThat(CapabilityText.parse("cap_chown")).isEmpty();
    }
}
