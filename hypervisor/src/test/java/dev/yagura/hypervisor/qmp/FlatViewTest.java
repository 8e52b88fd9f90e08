package dev.yagura.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.hypervisor.TestData;
import dev.yagura.memory.GpaRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcripts of QEMU 7.2.22; how each was made is in {@code README.md} beside them. */
class FlatViewTest {
    private static FlatRange range(long start, long end, String region, long offset) {
        return new FlatRange(new GpaRange(start, end), region, offset);
    }

    private static List<FlatRange> parse(String name) throws MalformedStructureException {
        return FlatView.parse(TestData.text(FlatViewTest.class, name + ".mtree.txt"));
    }

    @Test
    void readsTheRangesOfASmallGuest() throws MalformedStructureException {
        assertThat(parse("q35-512m"))
                .containsExactly(
                        range(0, 0xc0000, "pc.ram", 0),
                        range(0xc0000, 0xe0000, "pc.rom", 0),
                        range(0xe0000, 0x100000, "pc.bios", 0x20000),
                        range(0x100000, 0x2000_0000, "pc.ram", 0x100000),
                        range(0xfffc_0000L, 0x1_0000_0000L, "pc.bios", 0));
    }

    @Test
    void readsTheOffsetOfRamAboveTheHole() throws MalformedStructureException {
        assertThat(parse("q35-3g-vga"))
                .contains(
                        range(0x100000, 0x8000_0000L, "m0", 0x100000),
                        range(0xfd00_0000L, 0xfe00_0000L, "vga.vram", 0),
                        range(0x1_0000_0000L, 0x1_4000_0000L, "m0", 0x8000_0000L));
        assertThat(parse("pc-5g-vga"))
                .contains(range(0x1_0000_0000L, 0x1_8000_0000L, "pc.ram", 0xc000_0000L));
    }

    @Test
    void cutsOffTheAcceleratorsName() throws MalformedStructureException {
        assertThat(parse("kvm-q35-512m")).isEqualTo(parse("q35-512m"));
    }

    @Test
    void tellsTheBackendsOfNumaNodesApart() throws MalformedStructureException {
        assertThat(parse("q35-numa"))
                .contains(
                        range(0x100000, 0x2000_0000, "ram0", 0x100000),
                        range(0x2000_0000, 0x4000_0000, "ram1", 0));
    }

    @Test
    void keepsBlanksAndAtSignsOfARegionsName() throws MalformedStructureException {
        String text =
                " AS \"memory\", root: system\n"
                        + "  0000000000000000-0000000000000fff (prio 0, ram): /rom@etc/a b"
                        + " @0000000000002000 KVM KVM\n";

        assertThat(FlatView.parse(text)).containsExactly(range(0, 0x1000, "/rom@etc/a b", 0x2000));
    }

    @Test
    void leavesOutDeviceMemoryThatAReadMayDisturb() throws MalformedStructureException {
        String text =
                """
                 AS "memory", root: system
                  0000000000000000-0000000000000fff (prio 0, ram): m0
                  0000000000001000-0000000000001fff (prio 0, ramd): vfio
                  0000000000002000-0000000000002fff (prio 0, romd): flash
                  0000000000003000-0000000000003fff (prio 0, i/o): hpet
                  0000000000004000-0000000000004fff (prio 0, nv-ram): pmem
                """;

        assertThat(FlatView.parse(text))
                .extracting(FlatRange::region)
                .containsExactly("m0", "pmem");
    }

    @Test
    void endsAtTheNextView() throws MalformedStructureException {
        String text =
                """
                 AS "memory", root: system
                  0000000000000000-0000000000000fff (prio 0, ram): m0

                FlatView #1
                  0000000000001000-0000000000001fff (prio 0, ram): other
                """;

        assertThat(FlatView.parse(text)).hasSize(1);
    }

    @Test
    void aTextCutAnywhereIsRefusedOrGivesAPrefix() throws MalformedStructureException {
        String whole = TestData.text(FlatViewTest.class, "q35-512m.mtree.txt");
        List<FlatRange> all = FlatView.parse(whole);
        for (int length = 0; length < whole.length(); length++) {
            List<FlatRange> part;
            try {
                part = FlatView.parse(whole.substring(0, length));
            } catch (MalformedStructureException e) {
                continue;
            }
            assertThat(part.size()).as("length %d", length).isLessThanOrEqualTo(all.size());
            // The last line may lack its end; all before it must be as in the whole.
            assertThat(part.subList(0, part.size() - 1)).isEqualTo(all.subList(0, part.size() - 1));
        }
    }

    @Test
    void refusesATextWithoutTheAddressSpace() {
        assertThatThrownBy(() -> FlatView.parse("unknown command: 'info mtree -f'\r\n"))
                .hasMessage(
                        "info mtree: AS \"memory\" at 0x0 is missing or has no ram, expected some");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000002000-0000000000001fff",
                "ffffffffffffffff-ffffffffffffffff",
                "0000000000000000-ffffffffffffffff",
                "0010000000000000-0010000000000fff",
            })
    void refusesRangesThatCannotBe(String range) {
        String text = " AS \"memory\", root: system\n  " + range + " (prio 0, ram): m0\n";

        assertThatThrownBy(() -> FlatView.parse(text))
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void refusesOverlappingRanges() {
        String text =
                """
                 AS "memory", root: system
                  0000000000000000-0000000000001fff (prio 0, ram): m0
                  0000000000001000-0000000000002fff (prio 0, ram): m1
                """;

        assertThatThrownBy(() -> FlatView.parse(text))
                .hasMessageContaining("is 0x1000-0x2fff, expected a start from 0x2000");
    }

    @Test
    void refusesMoreRangesThanAnyGuestHas() {
        StringBuilder text = new StringBuilder(" AS \"memory\", root: system\n");
        for (int i = 0; i <= FlatView.MAX_RANGES; i++) {
            text.append(
                    "  %016x-%016x (prio 0, ram): m\n".formatted(i * 0x2000L, i * 0x2000L + 0xfff));
        }

        assertThatThrownBy(() -> FlatView.parse(text.toString()))
                .hasMessageContaining("is one of more than 4096");
    }

    @Test
    void refusesAnEndlessLine() {
        assertThatThrownBy(() -> FlatView.parse("x".repeat(100_000)))
                .isInstanceOf(MalformedStructureException.class);
    }
}
