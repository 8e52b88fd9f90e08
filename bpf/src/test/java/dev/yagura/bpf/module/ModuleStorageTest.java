package dev.yagura.bpf.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.FileSource;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.baseline.Baseline;
import dev.yagura.detect.baseline.BaselineHeader;
import dev.yagura.detect.baseline.BaselineWriter;
import dev.yagura.detect.baseline.ModuleValues;
import dev.yagura.detect.lists.ListException;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What modules have beside memory: files of the guest, and values of an earlier look. */
class ModuleStorageTest {
    private final FakeLinux linux = new FakeLinux();
    private final List<Row> rows = new ArrayList<>();
    private ModuleValues.Collector kept = ModuleValues.collector();

    private final ModuleOutput output =
            new ModuleOutput() {
                @Override
                public void begin() {}

                @Override
                public void row(Row row) {
                    rows.add(row);
                }

                @Override
                public void note(String text) {}

                @Override
                public void value(String key, String base64) {
                    kept.keep(key, Base64.getDecoder().decode(base64));
                }
            };

    private static byte[] object(String name) throws IOException {
        try (InputStream in = ModuleStorageTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private ScanReport run(String name, int what, Optional<Baseline> baseline, FileSource files)
            throws IOException {
        ModuleDetector detector =
                new ModuleDetector(
                        DetectorModule.parse(name, object(name)),
                        Map.of("what", Integer.toString(what)),
                        baseline,
                        output);
        return Scan.of(List.of(detector), List.of(), List.of(), InstantSource.system())
                .run(GuestView.of(Linux.of(FakeKernel.of(linux)), false, files), finding -> {});
    }

    private static FileSource files() {
        return files(0);
    }

    private static FileSource files(int hugeBytes) {
        FileTree tree =
                new MemoryTree("made up")
                        .file("/etc/passwd", "root:x:0:0", file -> file.owner(7, 8))
                        .file("/var/damaged", "", MemoryFile::damaged)
                        .file("/var/huge", new byte[hugeBytes], file -> {})
                        .link("/etc/other", "passwd")
                        .link("/link", "../etc/other");
        return guest -> new FileSource.Opened(tree, List.of(new Gap("disk1", "is locked")));
    }

    @Test
    void readsFilesOfTheGuest() throws IOException {
        ScanReport report = run("storage.o", 0, Optional.empty(), files());

        Map<String, Object> passwd =
                Map.of("size", 10L, "mode", 0100644L, "uid", 7L, "length", 8L, "text", "ot:x:0:0");
        assertThat(rows.getFirst().fields()).containsAllEntriesOf(passwd);
        assertThat(rows.getFirst().fields())
                .containsEntry("seconds", MemoryFile.EPOCH.getEpochSecond())
                .containsEntry("digest", "89cc") // printf root:x:0:0 | sha256sum
                .containsEntry("behind", 0L);
        assertThat(rows.get(1).fields())
                .containsEntry("path", "/link")
                .containsAllEntriesOf(passwd);
        assertThat(rows.get(2).fields()).containsEntry("mode", 0040755L);
        assertThat(rows.get(3).fields()).containsEntry("file", -2L);
        assertThat(rows.get(4).fields()).containsEntry("length", -5L).doesNotContainKey("digest");
        assertThat(rows.subList(5, 7))
                .extracting(row -> row.text("name"))
                .containsExactlyInAnyOrder("passwd", "other");
        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("disk1", "/var/damaged");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 'file 99 is not open'",
        "2, '/etc: is a directory, expected a regular file'",
        "3, '/etc/passwd: is a regular, expected a directory'",
        "4, '/etc/passwd: is opened beside 256 others, expected some to be closed'",
        "5, '.*units of work'",
        "6, '/etc/passwd: offset is -1'",
        "7, '.*units of work'",
        "8, 'store to guest memory.*'"
    })
    void endsAModuleThatMisusesFiles(int what, String message) throws IOException {
        ScanReport report =
                run("storage.o", what, Optional.empty(), files(what == 5 ? 90 << 20 : 0));

        assertThat(report.notCovered().getLast().why())
                .matches("storage.o: \\w+: .*storage.c:\\d+ .*" + message);
        assertThat(rows).isEmpty();
    }

    @Test
    void saysThatThereAreNoFiles() throws IOException {
        ScanReport refused = run("storage.o", 0, Optional.empty(), FileSource.NONE);
        ScanReport asked = run("storage.o", 99, Optional.empty(), FileSource.NONE);

        assertThat(refused.notCovered().getFirst().why())
                .contains("content: ", "/etc/passwd: the guest has no disks");
        assertThat(asked.notCovered())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("the guest has no disks"));
    }

    @Test
    void comparesWithWhatItKept() throws IOException, ListException {
        linux.process(1, 0, "init");
        linux.process(7, 1, "sh");
        ScanReport first = run("kept.o", 0, Optional.empty(), FileSource.NONE);
        assertThat(first.isComplete()).isTrue();
        assertThat(rows)
                .extracting(Row::fields)
                .containsExactly(
                        Row.of("pid", 1L, "length", -1L, "before", 0L).fields(),
                        Row.of("pid", 7L, "length", -1L, "before", 0L).fields(),
                        Row.of("end", -1L).fields());
        assertThat(kept.done().values())
                .containsExactly(Map.entry("task 1", "0QcAAA=="), Map.entry("task 7", "1wcAAA=="));
        Baseline baseline = baseline("test.kept");
        rows.clear();
        linux.process(9, 1, "new");
        kept = ModuleValues.collector();
        ScanReport second = run("kept.o", 0, Optional.of(baseline), FileSource.NONE);

        assertThat(second.isComplete()).isTrue();
        assertThat(rows)
                .extracting(Row::fields)
                .containsExactly(
                        Row.of("pid", 1L, "length", 4L, "before", 2001L).fields(),
                        Row.of("pid", 7L, "length", 4L, "before", 2007L).fields(),
                        Row.of("pid", 9L, "length", -2L, "before", 0L).fields(),
                        Row.of("key", "task 1").fields(),
                        Row.of("key", "task 7").fields(),
                        Row.of("end", -2L).fields());
    }

    private Baseline baseline(String id) throws IOException, ListException {
        StringBuilder text = new StringBuilder();
        BaselineWriter.write(
                new BaselineHeader("web", java.time.Instant.EPOCH, "test"),
                Optional.empty(),
                new TreeMap<>(Map.of(id, kept.done())),
                List.of(),
                text);
        return Baseline.read(new ListFile("web.jsonl", text.toString()));
    }

    @Test
    void saysThatABaselineHasNothingOfIt() throws IOException, ListException {
        ScanReport report = run("kept.o", 0, Optional.of(baseline("test.other")), FileSource.NONE);

        assertThat(report.notCovered())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("has nothing of this module"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 'baseline: key \"twice\" has a value already'",
        "2, 'baseline: key \"\" has 0 bytes .*'",
        "3, 'baseline: key \"large\" has 5 bytes and its value 8192, .*'",
        "4, 'baseline: key \"key \\d+\" is one too many, .*'"
    })
    void endsAModuleThatKeepsTooMuch(int what, String message) throws IOException {
        ScanReport report = run("kept.o", what, Optional.empty(), FileSource.NONE);

        assertThat(report.notCovered().getFirst().why())
                .matches("kept.o: detect: kept.c:.*" + message);
    }

    @ParameterizedTest
    @CsvSource({
        "1, '.*modules that say MODULE_READS_FILES'",
        "2, '.*modules that say MODULE_READS_FILES'",
        "3, '.*modules that say MODULE_HAS_BASELINE'",
        "4, '.*modules that say MODULE_HAS_BASELINE'",
        "5, '.*physical address is 0x8000000000000000, expected .*'"
    })
    void refusesWhatWasNotDeclared(int what, String message) throws IOException {
        ScanReport report = run("undeclared.o", what, Optional.empty(), files());

        assertThat(report.notCovered().getFirst().why()).matches(message);
    }

    @Test
    void readsPhysicalMemory() throws IOException {
        run("undeclared.o", 6, Optional.empty(), FileSource.NONE);

        assertThat(rows)
                .extracting(Row::fields)
                .containsExactly(Row.of("there", 0L, "hole", -14L, "none", 0L).fields());
    }

    @Test
    void refusesNeedsThatAreUnknown() throws IOException {
        byte[] damaged =
                new String(object("kept.o"), StandardCharsets.ISO_8859_1)
                        .replace("needs=baseline", "needs=basement")
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> DetectorModule.parse("kept.o", damaged))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("needs \"basement\", which is unknown");
    }
}
