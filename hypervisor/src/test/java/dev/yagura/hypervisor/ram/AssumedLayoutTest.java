package dev.yagura.hypervisor.ram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.hypervisor.TestData;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.QemuOptions;
import dev.yagura.hypervisor.qmp.FlatRange;
import dev.yagura.hypervisor.qmp.FlatView;
import dev.yagura.hypervisor.qmp.QmpAddress;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssumedLayoutTest {
    private static QemuOptions options(String machine, long ramBytes, OptionalLong maxLow) {
        return new QemuOptions(
                "",
                "",
                "x86_64",
                machine,
                maxLow,
                ramBytes,
                Optional.empty(),
                List.of(),
                1,
                List.of());
    }

    private static RamLayout layout(String machine, long mebibytes) throws IOException {
        return AssumedLayout.of(options(machine, mebibytes << 20, OptionalLong.empty()));
    }

    /** The rules against what QEMU itself said about the same machine. */
    @ParameterizedTest
    @CsvSource({
        "q35-512m, q35, 512, 0, pc.ram",
        "q35-2815m, pc-q35-7.2, 2815, 0, pc.ram",
        "q35-3g-vga, q35, 3072, 0, m0",
        "q35-2g-max-ram-below-4g, q35, 2048, 1024, pc.ram",
        "pc-3584m, pc, 3584, 0, pc.ram",
        "pc-4g, pc-i440fx-7.2, 4096, 0, pc.ram",
        "pc-5g-vga, pc, 5120, 0, pc.ram",
        "microvm-4g, microvm, 4096, 0, microvm.ram",
    })
    void agreesWithQemu(
            String transcript, String machine, long mebibytes, long maxLow, String region)
            throws IOException {
        List<FlatRange> said =
                FlatView.parse(TestData.text(QmpAddress.class, transcript + ".mtree.txt"));
        RamLayout assumed =
                AssumedLayout.of(
                        options(
                                machine,
                                mebibytes << 20,
                                maxLow == 0
                                        ? OptionalLong.empty()
                                        : OptionalLong.of(maxLow << 20)));

        List<FlatRange> ram = said.stream().filter(r -> r.region().equals(region)).toList();
        assertThat(assumed.assumed()).isTrue();
        assertThat(assumed.places().getLast().range().end()).isEqualTo(ram.getLast().range().end());
        for (FlatRange range : ram) {
            assertThat(assumed.places())
                    .as("%s", range)
                    .anySatisfy(place -> {
                        long into = range.range().start() - place.range().start();
                        assertThat(
                                        place.range()
                                                .contains(
                                                        range.range().start(),
                                                        range.range().lengthBytes()))
                                .isTrue();
                        assertThat(place.offset() + into).isEqualTo(range.offset());
                    });
        }
    }

    @Test
    void coversAllRamOnce() throws IOException {
        for (String machine : List.of("q35", "pc", "microvm")) {
            for (long mebibytes = 1; mebibytes < 8192; mebibytes += 7) {
                RamLayout layout = layout(machine, mebibytes);
                assertThat(layout.ranges().stream().mapToLong(GpaRange::lengthBytes).sum())
                        .as("%s, %d MiB", machine, mebibytes)
                        .isEqualTo(mebibytes << 20);
            }
        }
    }

    @Test
    void aMachineThatIsNotKnownIsBelievedWhileItIsSmall() throws IOException {
        assertThat(layout("vendor-thing-1.0", 2048).ranges())
                .containsExactly(new GpaRange(0, 2L << 30));
        assertThatThrownBy(() -> layout("vendor-thing-1.0", 2049))
                .hasMessage(
                        "layout of guest memory: machine type vendor-thing-1.0 is not known; QMP"
                                + " (-qmp unix:PATH,server=on,wait=off) is needed");
    }

    @Test
    void refusesSizesThatCannotBe() {
        assertThatThrownBy(() -> layout("q35", 0)).isInstanceOf(GuestUnavailableException.class);
        assertThatThrownBy(() -> layout("q35", 2 << 20))
                .isInstanceOf(GuestUnavailableException.class);
    }

    @Test
    void refusesRamInSeveralBackends() {
        QemuOptions numa =
                new QemuOptions(
                        "",
                        "",
                        "x86_64",
                        "q35",
                        OptionalLong.empty(),
                        1 << 30,
                        Optional.empty(),
                        List.of("a", "b"),
                        1,
                        List.of());

        assertThatThrownBy(() -> AssumedLayout.of(numa))
                .hasMessageContaining("RAM is in 2 backends");
    }
}
