package dev.yagura.detect.memory.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.memory.DumpedGuest;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraSource;
import dev.yagura.kernel.fixture.DumpedGuests;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.linux.mm.UserMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class YaraMemoryDetectorTest {
    private static final String RULE =
            """
            rule planted { strings: $a = "planted by nobody" $b = { 7F 45 4C 46 }
              condition: $a and for any i in (1..#b) : (uint8(@b[i] + 4) == 2) and not defined filesize }
            """;

    private static final class Place {
        final Task process;
        final UserMemory memory;
        final long gva;

        Place(Task process, UserMemory memory, long gva) {
            this.process = process;
            this.memory = memory;
            this.gva = gva;
        }
    }

    /** Returns a page without a file of a process whose program's first page is there too. */
    private static Optional<Place> place(DumpedGuest guest) throws IOException {
        for (Task process : guest.linux().tasks().processes()) {
            Optional<UserMemory> memory = UserMemory.of(guest.linux(), process);
            if (memory.isEmpty()) {
                continue;
            }
            for (Mapping mapping : Mappings.of(guest.linux()).of(process).items()) {
                Optional<UserMemory.Page> page =
                        mapping.isAnonymous() && mapping.isReadable()
                                ? memory.get().first(mapping.start(), mapping.end(), 1, _ -> true)
                                : Optional.empty();
                if (page.isPresent()) {
                    return Optional.of(new Place(process, memory.get(), page.get().gva() + 0x123));
                }
            }
        }
        return Optional.empty();
    }

    @Test
    void whatLiesInAProcessIsFoundAtItsAddress() throws IOException {
        int tried = 0;
        for (Path folder : DumpedGuests.folders()) {
            DumpedGuest guest = DumpedGuest.open(folder);
            Optional<Place> place = place(guest);
            if (place.isEmpty()) {
                continue;
            }
            long gva = place.get().gva;
            guest.put(place.get().memory.memory(), gva, "planted by nobody".getBytes(US_ASCII));
            guest.put(place.get().memory.memory(), gva + 40, new byte[] {0x7F, 'E', 'L', 'F', 2});
            List<Finding> findings = new ArrayList<>();
            YaraRules rules = YaraRules.of(List.of(new YaraSource("t.yar", RULE)));
            ScanReport report = guest.scan(List.of(new YaraMemoryDetector(rules)), findings);

            assertThat(findings).isNotEmpty();
            assertThat(findings.getFirst().subject())
                    .isEqualTo(
                            "rule planted in process %d at 0x%x"
                                    .formatted(
                                            place.get().process.tgid(), place.get().process.gva()));
            assertThat(findings.getFirst().evidence())
                    .filteredOn(Evidence.Match.class::isInstance)
                    .extracting(fact -> ((Evidence.Match) fact).offset())
                    .contains(gva);
            assertThat(report.looked()).containsKey("KiB of processes' memory");
            if (++tried == 2) {
                return;
            }
        }
        assertThat(tried).isPositive();
    }
}
