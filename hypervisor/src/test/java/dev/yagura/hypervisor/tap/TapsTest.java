package dev.yagura.hypervisor.tap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.hypervisor.qemu.Owner;
import dev.yagura.hypervisor.qemu.ProcFs;
import dev.yagura.hypervisor.qemu.QemuOptions;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.QemuProcesses;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.CapturedFrame.Direction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to QEMU, in which order, and what is done with what it sends. */
class TapsTest {
    private static final String TWO_CARDS =
            """
            a.0: index=0,type=nic,model=rtl8139,macaddr=52:54:00:12:34:56
             \\ n0: index=0,type=user,net=10.0.2.0,restrict=on
            b.0: index=0,type=nic,model=rtl8139,macaddr=52:54:00:12:34:57
             \\ n1: index=0,type=user,net=10.0.2.0,restrict=on
            """;

    @TempDir private Path directory;
    private ScriptedQemu qemu;
    private Taps taps;

    @BeforeEach
    void start() throws IOException {
        qemu = new ScriptedQemu(directory.resolve("q"), TWO_CARDS);
        ProcFs proc = ProcFs.ofHost();
        Owner self = Owner.self();
        QemuProcess process =
                new QemuProcess(
                        self.pid(),
                        self.startTicks(),
                        proc.userId(self.pid()),
                        proc.commandLine(self.pid()),
                        new QemuOptions(
                                "web",
                                "",
                                "x86_64",
                                "q35",
                                OptionalLong.empty(),
                                0,
                                Optional.empty(),
                                List.of(),
                                1,
                                List.of()),
                        List.of());
        taps = new Taps(process, new QemuProcesses(proc));
    }

    @AfterEach
    void stop() throws IOException {
        qemu.close();
    }

    /** Returns what was said since the last time. */
    private List<String> told() {
        List<String> told = List.copyOf(qemu.commands);
        qemu.commands.clear();
        return told;
    }

    private static CapturedFrame nextFrame(CaptureSource tap) throws IOException {
        while (true) {
            if (tap.next().orElseThrow() instanceof CaptureEvent.Frame frame) {
                return frame.frame();
            }
        }
    }

    @Test
    void socketsComeBeforeFiltersAndGoAfterThem() throws IOException {
        CaptureSource tap = taps.open(List.of(), qemu);
        assertThat(told())
                .containsExactly(
                        "qom-list /objects",
                        "query-chardev",
                        "human-monitor-command info network",
                        "chardev-add tap-1",
                        "chardev-add tap-2",
                        "object-add filter-mirror tap-1 n0 all",
                        "object-add filter-mirror tap-2 n0 rx",
                        "chardev-add tap-3",
                        "chardev-add tap-4",
                        "object-add filter-mirror tap-3 n1 all",
                        "object-add filter-mirror tap-4 n1 rx");

        tap.close();
        assertThat(told())
                .containsExactly(
                        "object-del tap-1",
                        "object-del tap-2",
                        "object-del tap-3",
                        "object-del tap-4",
                        "chardev-remove tap-1",
                        "chardev-remove tap-2",
                        "chardev-remove tap-3",
                        "chardev-remove tap-4");
        tap.close();
        assertThat(told()).isEmpty();
    }

    @Test
    void onlyTheInterfacesThatAreWantedAreTapped() throws IOException {
        try (CaptureSource tap = taps.open(List.of("n1"), qemu)) {
            assertThat(tap.next().orElseThrow().captureInterface().name()).isEqualTo("n1");
            assertThat(told()).contains("object-add filter-mirror tap-1 n1 all").hasSize(7);
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> taps.open(List.of("n1", "n7"), qemu))
                .withMessageContaining("has no network interface n7; there are: n0, n1");
    }

    @Test
    void whatQemuRefusesLeavesNothingBehind() throws IOException {
        qemu.refused = "object-add filter-mirror tap";
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> taps.open(List.of(), qemu))
                .withMessageContaining("interface n0 cannot be tapped")
                .withMessageContaining("Vhost is not supported");
        assertThat(qemu.chardevs).isEmpty();

        qemu.refused = "nothing";
        qemu.commands.clear();
        taps.open(List.of(), qemu).close();
        assertThat(qemu.chardevs).isEmpty();
    }

    @Test
    void framesComeInOrderWithTheirDirection() throws IOException {
        try (CaptureSource tap = taps.open(List.of("n0"), qemu)) {
            byte[] sent = {1, 2, 3};
            byte[] received = {4, 5, 6, 7};
            qemu.mirror(0, FrameSplitterTest.record(0, received));
            qemu.mirror(1, FrameSplitterTest.record(0, sent));
            qemu.mirror(0, FrameSplitterTest.record(12, sent));

            CapturedFrame first = nextFrame(tap);
            assertThat(first.bytes().toArray(JAVA_BYTE)).isEqualTo(received);
            assertThat(first.direction()).isIn(Direction.UNKNOWN, Direction.INBOUND);
            CapturedFrame second = nextFrame(tap);
            assertThat(second.bytes().toArray(JAVA_BYTE)).isEqualTo(sent);
            assertThat(second.direction()).isEqualTo(Direction.OUTBOUND);
            assertThat(second.captureInterface().name()).isEqualTo("n0");
            assertThat(second.originalLengthBytes()).isEqualTo(3);
        }
    }

    @Test
    void aTapEndsWithItsGuest() throws IOException {
        CaptureSource tap = taps.open(List.of(), qemu);
        qemu.mirror(0, FrameSplitterTest.record(0, new byte[60]));
        for (var channel : qemu.chardevs.values()) {
            channel.close();
        }

        assertThat(nextFrame(tap).bytes().byteSize()).isEqualTo(60);
        var event = tap.next();
        while (event.isPresent()) {
            assertThat(event.get()).isNotInstanceOf(CaptureEvent.Frame.class);
            event = tap.next();
        }
        tap.close();
    }

    @Test
    void aStreamThatMakesNoSenseEndsTheTapAndTheSocketIsClosed() throws IOException {
        try (CaptureSource tap = taps.open(List.of("n0"), qemu)) {
            qemu.mirror(0, ByteBuffer.allocate(8).putInt(0x7FFF_FFFF).putInt(0).array());

            assertThatExceptionOfType(MalformedStructureException.class)
                    .isThrownBy(() -> nextFrame(tap))
                    .withMessageContaining("filter-mirror record: length");
            // QEMU would wait for a reader for ever; one that is gone it does not wait for.
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> {
                        while (true) {
                            qemu.mirror(0, new byte[1 << 16]);
                        }
                    });
        }
    }

    @Test
    void aReaderThatIsSlowHoldsNobodyUp() throws IOException {
        try (CaptureSource tap = taps.open(List.of("n0"), qemu)) {
            byte[] record = FrameSplitterTest.record(0, new byte[60_000]);
            for (int i = 0; i < 800; i++) { // 48 MB, more than the queue holds
                qemu.mirror(0, record);
            }
            qemu.mirror(0, FrameSplitterTest.record(0, new byte[1]));

            long frames = 0;
            long lost = 0;
            while (frames + lost < 801) {
                switch (tap.next().orElseThrow()) {
                    case CaptureEvent.Frame frame -> frames++;
                    case CaptureEvent.Counted counted -> lost = counted.dropped();
                    case CaptureEvent.Described _ -> {}
                }
            }
            assertThat(lost).isPositive();
            assertThat(frames + lost).isEqualTo(801);
        }
    }

    @Test
    void whatKilledAgentsLeftIsRemovedAndNothingElse() throws IOException {
        Owner self = Owner.self();
        String mine = new TapName(self, 900).toString();
        String dead = new TapName(new Owner(self.pid(), self.startTicks() - 1), 7).toString();
        qemu.leftOver.addAll(List.of(mine, dead, "qmp0", "yagura-tap-x", "compat_monitor0"));

        taps.open(List.of("n0"), qemu).close();

        assertThat(qemu.commands)
                .startsWith(
                        "qom-list /objects",
                        "query-chardev",
                        "object-del tap-1",
                        "chardev-remove tap-1",
                        "human-monitor-command info network",
                        "chardev-add tap-2");
        assertThat(qemu.ids).containsEntry(dead, "tap-1").doesNotContainKey(mine);
    }

    @Test
    void aGuestHasAFewTapsAtATime() throws IOException {
        List<CaptureSource> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            open.add(taps.open(List.of(), qemu));
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> taps.open(List.of(), qemu))
                .withMessageContaining("as many as there may be");

        open.getFirst().close();
        open.set(0, taps.open(List.of(), qemu));
        for (CaptureSource tap : open) {
            tap.close();
        }
    }
}
