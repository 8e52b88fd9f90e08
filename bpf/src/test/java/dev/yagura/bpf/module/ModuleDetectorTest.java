package dev.yagura.bpf.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects of clang against a small guest; {@code objects.md} beside them says how they came. */
class ModuleDetectorTest {
    private final FakeLinux linux = new FakeLinux();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private static byte[] object(String name) throws IOException {
        try (InputStream in = ModuleDetectorTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private ScanReport run(String name, Map<String, String> parameters) throws IOException {
        ModuleOutput output =
                new ModuleOutput() {
                    @Override
                    public void begin() {
                        rows.clear();
                    }

                    @Override
                    public void row(Row row) {
                        rows.add(row);
                    }

                    @Override
                    public void note(String text) {
                        notes.add(text);
                    }

                    @Override
                    public void value(String key, String base64) {}
                };
        ModuleDetector detector =
                new ModuleDetector(DetectorModule.parse(name, object(name)), parameters, output);
        return Scan.of(List.of(detector), List.of(), List.of(), InstantSource.system())
                .run(GuestView.of(Linux.of(FakeKernel.of(linux)), false), findings::add);
    }

    @Test
    void theTemplateFindsAnImpostor() throws IOException {
        linux.process(1, 0, "init");
        linux.process(7, 1, "kworker/0:1");

        ScanReport report = run("template.o", Map.of());

        assertThat(report.isComplete()).isTrue();
        assertThat(rows)
                .extracting(Row::fields)
                .containsExactly(
                        Row.of("pid", 1L, "uid", 2001L, "kernelThread", false, "comm", "init")
                                .fields(),
                        Row.of(
                                        "pid",
                                        7L,
                                        "uid",
                                        2007L,
                                        "kernelThread",
                                        false,
                                        "comm",
                                        "kworker/0:1")
                                .fields());
        assertThat(report.looked()).containsEntry("processes", 2L).containsEntry("rows", 2L);
        Finding finding = findings.getFirst();
        assertThat(findings).hasSize(1);
        assertThat(finding.rule()).isEqualTo("example.template");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
        assertThat(finding.subject()).isEqualTo("task 7 (kworker/0:1)");
        assertThat(finding.title()).isEqualTo("task 7 (kworker/0:1) is no kernel thread");
        assertThat(finding.techniques()).containsExactly("T1036.004");
        assertThat(finding.evidence())
                .containsExactly(
                        new Evidence.CrossView(
                                "task 7 (kworker/0:1)",
                                linux.task(7),
                                List.of("names of kernel workers"),
                                List.of("tasks marked PF_KTHREAD")));
    }

    @Test
    void givesWhatTheHeadersPromise() throws IOException {
        ScanReport report = run("calls.o", Map.of("name", "café", "number", "0x10"));

        Map<String, Object> expected = new HashMap<>();
        expected.put("length", 38L);
        expected.put("numbers", "-1|4294967295|ff|   42|42   |00042");
        expected.put("lengths", "-1|ffffffffffffffff|255|-32768|x|%|0x10");
        expected.put("cut", 7L);
        expected.put("small", "twelve ");
        expected.put("compared", -1L);
        expected.put("prefix", 0L);
        expected.put("contains", true);
        expected.put("starts", false);
        expected.put("digest", "98f0"); // SHA-256 of "aaa"
        expected.put("port", 0x1234L);
        expected.remove("length");
        Map<String, Object> texts = new HashMap<>(rows.getFirst().fields());
        texts.remove("length");
        assertThat(texts).isEqualTo(expected);
        Map<String, Object> guest = new HashMap<>();
        guest.put("cpus", 1L);
        guest.put("version", "0x60001");
        guest.put("levels", 4L);
        guest.put("release", "6.1.0-fake");
        guest.put("same", true);
        guest.put("unknown", 0L);
        guest.put("weak", false);
        guest.put("read", 0L);
        guest.put("comm", "swapper/0");
        guest.put("unread", -14L);
        guest.put("string", 9L);
        guest.put("unreadString", -14L);
        guest.put("hasMember", true);
        guest.put("hasNoMember", false);
        guest.put("offset", FakeLinux.COMM);
        guest.put("size", (long) FakeKernel.TASK_BYTES);
        guest.put("constant", false);
        guest.put("nothing", null);
        assertThat(rows.get(1).fields()).isEqualTo(guest);
        assertThat(rows.get(2).fields())
                .containsExactly(entry("number", 16L), entry("name", "café"), entry("count", 1L));
        assertThat(report.notCovered())
                .containsExactly(new NotCovered("test.calls", "the rest", "no time"));
        assertThat(report.looked()).containsEntry("things", 3L);
        assertThat(findings.getFirst().severity()).isEqualTo(Severity.INFO);
        assertThat(findings.getFirst().title()).isEqualTo("title of swapper/0");
        assertThat(findings.getFirst().evidence()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 'detect: .*faults.c:22 .*load out of bounds, 4 bytes at 0x1a8'",
        "2, 'detect: .*faults.c:86 .*runs longer than 268435456 instructions'",
        "3, 'deep: .*faults.c:13 .*calls nest deeper than 256'",
        "4, 'detect: .*faults.c:92 .*store to guest memory, 4 bytes at 0xffff.*'",
        "5, 'detect: .*faults.c:22 .*0xffffc000000001a8 has no page.*'",
        "6, 'detect: .*faults.c:99 .*says more than .* bytes'",
        "7, 'detect: .*faults.c:102 .*says more than .* bytes'",
        "8, 'detect: .*faults.c:105 .*units of work'",
        "9, 'detect: .*faults.c:108 .*units of work'",
        "20, '.*a finding needs evidence.*'",
        "21, '.*row has column \"pid\" already.*'",
        "22, '.*row has column \"kind\" already.*'",
        "23, '.*format has the unknown %q'",
        "24, '.*format wants more than its 1 values'",
        "25, '.*a buffer of 18446744073709551615 bytes.*'",
        "26, '.*store to guest memory.*'",
        "27, '.*container of kind 99, which is none'",
        "28, '.*neither a function nor a helper'",
        "29, '.*evidence of 100000 bytes.*'",
        "30, '.*severity is 9.*'",
        "31, '.*fact 99 .*'"
    })
    void aFaultNamesFunctionAndLineAndEndsTheModuleOnly(int what, String message)
            throws IOException {
        ScanReport report = run("faults.o", Map.of("what", Integer.toString(what)));

        assertThat(report.isComplete()).isFalse();
        assertThat(report.notCovered().getFirst().why()).matches("faults.o: " + message);
        assertThat(notes).doesNotContain("end");
    }

    @Test
    void refusesWhatIsNoModule() throws IOException {
        byte[] object = object("template.o");
        String text = new String(object, java.nio.charset.StandardCharsets.ISO_8859_1);
        for (String[] change :
                new String[][] {
                    {"id=example", "ix=example"},
                    {"id=example", "id=EXAMPLE"},
                    {"severity=warning", "severity=warnixg"},
                    {"technique=T1036.004", "technique=T10360004"}
                }) {
            byte[] damaged =
                    text.replace(change[0], change[1])
                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> DetectorModule.parse("damaged.o", damaged))
                    .isInstanceOf(MalformedStructureException.class)
                    .hasMessageContaining(".modinfo");
        }
        DetectorModule module = DetectorModule.parse("template.o", object);
        assertThatThrownBy(() -> new ModuleDetector(module, Map.of("none", "1"), ModuleOutput.NONE))
                .hasMessageContaining("parameter \"none\" is unknown");
    }
}
