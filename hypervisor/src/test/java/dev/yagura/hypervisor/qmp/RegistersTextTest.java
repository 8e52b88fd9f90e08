package dev.yagura.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.hypervisor.TestData;
import dev.yagura.memory.VcpuRegisters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcripts of QEMU 7.2.22; how each was made is in {@code README.md} beside them. */
class RegistersTextTest {
    private static String transcript(String name) {
        return TestData.text(RegistersTextTest.class, name + ".registers.txt");
    }

    @Test
    void readsBothVcpusOfARunningLinux() throws MalformedStructureException {
        assertThat(RegistersText.parse(transcript("linux")))
                .containsExactly(
                        new VcpuRegisters(
                                0,
                                0xffffffff9f817a0bL,
                                0x80050033L,
                                0x100944000L,
                                0x751eb0L,
                                0xfffffe0000000000L,
                                0xff2c4f2abcc00000L),
                        new VcpuRegisters(
                                1,
                                0xffffffff9f817a0bL,
                                0x80050033L,
                                0x52610000L,
                                0x751ea0L,
                                0xfffffe0000000000L,
                                0xff2c4f2abcd00000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "kvm-reset"})
    void readsTheShorterFormOfAVcpuAtReset(String name) throws MalformedStructureException {
        assertThat(RegistersText.parse(transcript(name)))
                .contains(new VcpuRegisters(0, 0xfff0, 0x60000010, 0, 0, 0, 0));
    }

    @Test
    void numbersVcpusAsPrinted() throws MalformedStructureException {
        assertThat(RegistersText.parse(transcript("reset")))
                .extracting(VcpuRegisters::vcpu)
                .containsExactly(0, 1);
    }

    @Test
    void doesNotBorrowARegisterFromTheNextVcpu() {
        String cut = transcript("linux").replaceFirst("IDT=.*\n", "");

        assertThatThrownBy(() -> RegistersText.parse(cut))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("IDT")
                .hasMessageContaining("is missing in this vCPU's section");
    }

    @Test
    void aTextCutAnywhereGivesWholeVcpusOrIsRefused() throws MalformedStructureException {
        String whole = transcript("reset");
        var all = RegistersText.parse(whole);
        for (int length = 0; length < whole.length(); length++) {
            try {
                var part = RegistersText.parse(whole.substring(0, length));
                assertThat(all).as("length %d", length).startsWith(part.getFirst());
            } catch (MalformedStructureException e) {
                assertThat(e.structure()).isEqualTo("info registers");
            }
        }
    }

    @Test
    void refusesATextWithoutVcpus() {
        assertThatThrownBy(() -> RegistersText.parse("unknown command\r\n"))
                .hasMessage("info registers: CPU# at 0x0 is missing, expected a line \"CPU#0\"");
    }

    @Test
    void refusesMoreVcpusThanQemuCanHave() {
        String one = transcript("kvm-reset");
        String many = one.repeat(4097);

        assertThatThrownBy(() -> RegistersText.parse(many))
                .hasMessageContaining("is one of more than 4096");
    }
}
