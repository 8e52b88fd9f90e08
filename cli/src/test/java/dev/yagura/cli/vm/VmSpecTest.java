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
                .isEqualTo(new VmSpec.DumpFile(Path.of("a:b.core")));
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
        "'disk:a,format=vdi', 'expected PATH or PATH,format=raw'",
        "'disk:a,disk:', expected PATH",
        "xen:dom0, 'expected qmp, file, disk, agent or enclave'",
    })
    void saysWhatIsWrong(String text, String expected) {
        assertThatThrownBy(() -> VmSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void imagesOfOneVmStandBehindEachOther() {
        assertThat(VmSpec.parse("disk:/a b,c.img,format=raw,disk:d"))
                .isEqualTo(
                        new VmSpec.DiskImages(
                                List.of(
                                        new VmSpec.DiskImage(Path.of("/a b,c.img"), true),
                                        new VmSpec.DiskImage(Path.of("d"), false))));
    }
}
