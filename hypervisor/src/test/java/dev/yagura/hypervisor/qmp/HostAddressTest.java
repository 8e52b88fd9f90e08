package dev.yagura.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of QEMU 7.2.22 to {@code gpa2hva}, as QMP gave them. */
class HostAddressTest {
    @Test
    void readsTheAddress() throws MalformedStructureException {
        assertThat(
                        HostAddress.parse(
                                "Host virtual address for 0x100000 (pc.ram) is 0x7fb683f00000\r\n"))
                .hasValue(0x7fb683f00000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " No memory is mapped at address 0xb0000000\r\n",
                "Memory at address 0xfee00000 is not RAM\r\n",
            })
    void aPlaceWithoutRamIsAnAnswer(String text) throws MalformedStructureException {
        assertThat(HostAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown command: 'gpa2hva'",
                "Host virtual address for 0x0 (pc.ram) is 0x",
                "Host virtual address for 0x0 (pc.ram) is 0x11112222333344445",
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> HostAddress.parse(text))
                .isInstanceOf(MalformedStructureException.class);
    }
}
