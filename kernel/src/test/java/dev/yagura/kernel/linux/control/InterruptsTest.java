package dev.yagura.kernel.linux.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptors as a 6.12 kernel had them in memory, moved to addresses of the test's own. */
class InterruptsTest {
    private static final long TABLE = FakeGuest.TEXT + 0x10_0000;
    private static final long PAGE_FAULT = FakeGuest.TEXT + 0x1280;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();

    private void kernelWithTable() {
        guest.symbol("_text", FakeGuest.TEXT, 'T')
                .symbol("_stext", FakeGuest.TEXT, 'T')
                .symbol("asm_exc_page_fault", PAGE_FAULT, 'T')
                .symbol("_etext", FakeGuest.TEXT + 0x1_0000, 'T')
                .symbol("idt_table", TABLE, 'b')
                .symbol("_end", FakeGuest.TEXT + 0x20_0000, 'B');
        guest.u64(TABLE, 0).u64(TABLE + 14 * 16, 0x8100_8e00_0010_1280L);
        guest.u64(TABLE + 14 * 16 + 8, 0xffff_ffffL);
    }

    private List<InterruptGate> gates() throws IOException {
        return Interrupts.read(guest.kernel());
    }

    @Test
    void gateIsPutTogetherFromItsParts() throws IOException {
        kernelWithTable();

        assertThat(gates()).hasSize(256);
        assertThat(gates().get(14))
                .isEqualTo(
                        new InterruptGate(
                                14,
                                TABLE + 14 * 16,
                                InterruptGate.Kind.INTERRUPT,
                                true,
                                0,
                                0,
                                0x10,
                                PAGE_FAULT));
    }

    @Test
    void privilegeStackAndKindAreTold() throws IOException {
        kernelWithTable();
        guest.u64(TABLE + 3 * 16, 0x8100_ef05_0010_1240L).u64(TABLE + 3 * 16 + 8, 0xffff_ffffL);

        InterruptGate gate = gates().get(3);

        assertThat(gate.kind()).isEqualTo(InterruptGate.Kind.TRAP);
        assertThat(gate.privilege()).isEqualTo(3);
        assertThat(gate.stack()).isEqualTo(5);
        assertThat(gates().get(4).kind()).isEqualTo(InterruptGate.Kind.NONE);
        assertThat(gates().get(4).present()).isFalse();
    }

    @Test
    void tableNamesHandlersAndOwners() throws IOException {
        kernelWithTable();
        guest.u64(TABLE + 2 * 16, 0x1000_8e00_0010_0000L).u64(TABLE + 2 * 16 + 8, 0xffff_fffeL);

        ShownTable shown = ShownTable.of(guest.kernel(), "interrupts");

        assertThat(shown.gaps()).isEmpty();
        assertThat(shown.lines("vector", "gate", "handler", "symbol", "owner"))
                .contains(
                        "2 interrupt 0xfffffffe10000000  unknown",
                        "14 interrupt 0xffffffff81001280 asm_exc_page_fault kernel",
                        "15 none null  ");
    }

    @Test
    void kernelWithoutTableSaysSo() {
        assertThatThrownBy(this::gates)
                .isInstanceOf(KernelLayoutException.class)
                .hasMessageContaining("idt_table");
    }

    @Test
    void unmappedTableIsAnError() {
        kernelWithTable();
        guest.unmap(TABLE);

        assertThatThrownBy(this::gates).isInstanceOf(PageNotPresentException.class);
    }
}
