package dev.yagura.cli.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmSpecTest {
    @Test
    void readsEveryKind() {
        assertThat(VmSpec.parse("web-1")).isEqualTo(new VmSpec.Running("web-1"));
        assertThat(VmSpec.parse("4711")).isEqualTo(new VmSpec.Running("4711"));
        assertThat(VmSpec.parse("qmp:/run/q.sock"))
                .isEqualTo(new VmSpec.Qmp(Path.of("/run/q.sock")));
        assertThat(VmSpec.parse("file:a:b.core"))
                .isEqualTo(new VmSpec.Saved(Optional.of(Path.of("a:b.core")), List.of()));
        assertThat(VmSpec.parse("agent:h:10809"))
                .isEqualTo(new VmSpec.RemoteAgent("h:10809", Optional.empty()));
        assertThat(VmSpec.parse("agent:unix:/run/a.sock,vm=web"))
                .isEqualTo(new VmSpec.RemoteAgent("unix:/run/a.sock", Optional.of("web")));
        assertThat(VmSpec.parse("enclave:[::1]:8443,vm=web"))
                .isEqualTo(new VmSpec.RemoteEnclave("[::1]:8443", Optional.of("web")));
    }

    @ParameterizedTest
    @CsvSource({
        "'', VM is empty",
        "file:, nothing after the colon",
        "agent:host, expected HOST:PORT",
        "agent:host:99999, expected HOST:PORT",
        "agent:unix:, names no socket path",
        "enclave::80, expected HOST:PORT",
        "pcap:a.pcap, this command reads memory or disks",
        "'disk:a,format=vdi', 'expected SOURCE or SOURCE,format=raw'",
        "'disk:a,disk:', expected SOURCE",
        "'file:,disk:a', names no dump",
        "xen:dom0, 'expected qmp, file, disk, agent or enclave'",
    })
    void saysWhatIsWrong(String text, String expected) {
        assertThatThrownBy(() -> VmSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void disksOfOneVmStandBehindEachOther() {
        assertThat(VmSpec.parse("disk:/a b,c.img,format=raw,disk:nbd://h/d"))
                .isEqualTo(
                        new VmSpec.Saved(
                                Optional.empty(),
                                List.of(
                                        new VmSpec.Disk("/a b,c.img", true),
                                        new VmSpec.Disk("nbd://h/d", false))));
    }

    @Test
    void disksStandBehindTheDumpOfTheirMoment() {
        assertThat(VmSpec.parse("file:a.core,disk:d,format=raw"))
                .isEqualTo(
                        new VmSpec.Saved(
                                Optional.of(Path.of("a.core")),
                                List.of(new VmSpec.Disk("d", true))));
    }
}
