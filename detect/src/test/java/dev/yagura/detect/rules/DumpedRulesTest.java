package dev.yagura.detect.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Finding;
import dev.yagura.detect.memory.DumpedGuest;
import dev.yagura.kernel.fixture.DumpedGuests;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.fs.ProcfsEntries;
import dev.yagura.kernel.linux.fs.ProcfsEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The built-in rules over dumped guests. */
class DumpedRulesTest {
    static Stream<Path> folders() throws IOException {
        return DumpedGuests.folders().stream();
    }

    private static List<Finding> scan(DumpedGuest guest) throws IOException {
        return guest.scan(RuleDetectors.of(RuleDetectors.builtIn()));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void whatIsKnownByItsNameIsFound(Path folder) throws IOException {
        DumpedGuest guest = DumpedGuest.open(folder);
        assertThat(scan(guest)).as("a clean guest").isEmpty();
        KernelModule module = guest.linux().modules().list().getFirst();
        guest.put(module.gva() + guest.offset("module", "name"), "adore\0".getBytes(UTF_8));
        ProcfsEntry locks =
                ProcfsEntries.list(guest.linux()).items().stream()
                        .filter(entry -> entry.path().equals("/proc/locks"))
                        .findFirst()
                        .orElseThrow();
        guest.put(guest.pointer("proc_dir_entry", locks.gva(), "name"), "kovid\0".getBytes(UTF_8));

        assertThat(scan(guest))
                .extracting(Finding::rule)
                .containsExactly("linux.module.known-rootkit", "linux.procfs.known-rootkit");
    }
}
