package dev.yagura.detect.memory.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel with the path of its module loader, and a pattern for cores. */
class HelperPathDetectorTest {
    private final FakeGuest guest = new FakeLinux().guest();
    private final List<Finding> findings = new ArrayList<>();

    private ScanReport scan() {
        return Scan.of(
                        List.of(new HelperPathDetector()),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(guest.kernel()), false), findings::add);
    }

    private void write(String symbol, String path) {
        long gva = guest.allocate(256);
        guest.text(gva, path).symbol(symbol, gva, 'D');
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sbin/modprobe", "/usr/sbin/modprobe", "/bin/true", ""})
    void systemsOwnLoaderOrNoneIsRight(String path) {
        write("modprobe_path", path);
        assertThat(scan().looked()).containsEntry("helper paths", 1L);
        assertThat(findings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "modprobe_path, /tmp/x, HIGH",
        "modprobe_path, x, HIGH",
        "modprobe_path, /usr/lib/.x/modprobe, HIGH",
        "modprobe_path, /usr/bin/other, MEDIUM",
        "core_pattern, |/dev/shm/x %p, HIGH",
        "core_pattern, |/opt/vendor/cores %p, LOW"
    })
    void otherProgramIsFound(String symbol, String path, Confidence confidence) {
        write(symbol, path);
        scan();
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().subject()).isEqualTo(symbol);
        assertThat(findings.getFirst().confidence()).isEqualTo(confidence);
        assertThat(findings.getFirst().evidence().getFirst().describe()).contains(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "/var/crash/core.%p", "|/usr/share/apport/apport -p%p"})
    void fileForCoresAndKnownHandlersAreRight(String pattern) {
        write("core_pattern", pattern);
        scan();
        assertThat(findings).isEmpty();
    }

    @Test
    void pathThatCannotBeReadIsSaid() {
        guest.symbol("modprobe_path", 0xffff_ffff_9000_0000L, 'D');
        assertThat(scan().notCovered()).isNotEmpty();
    }
}
