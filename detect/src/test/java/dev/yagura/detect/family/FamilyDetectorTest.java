package dev.yagura.detect.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.Severity;
import dev.yagura.detect.builtin.BuiltInDetectors;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FamilyDetectorTest {
    private static final String CALL = "linux.syscall.redirected";
    private static final String HIDDEN = "linux.module.hidden";
    private static final String TRACED = "linux.ftrace.hooked";
    private static final String PATCHED = "linux.code.inline-hook";
    private static final String DELETED = "linux.process.deleted-program";
    private static final String PACKETS = "linux.process.packet-socket";

    @Test
    void threeSystemCallsAndAHiddenModuleAreDiamorphine() {
        List<Finding> named =
                judged(call(78, "getdents"), call(217, "getdents64"), call(62, "kill"), hidden());

        assertThat(named)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("linux.rootkit.family");
                    assertThat(finding.subject()).isEqualTo("Diamorphine");
                    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
                    assertThat(finding.evidence())
                            .extracting(fact -> ((Evidence.Sign) fact).rule())
                            .containsExactly(CALL, CALL, CALL, HIDDEN);
                });
    }

    @Test
    void moreSignsThanItTakesMakeItSure() {
        List<Finding> named =
                judged(
                        call(78, "getdents"),
                        call(217, "getdents64"),
                        call(62, "kill"),
                        finding(HIDDEN, "module diamorphine is missing from module list"));

        assertThat(named).extracting(Finding::confidence).containsExactly(Confidence.HIGH);
    }

    /** The old call's name begins the new one's: that is not the same system call. */
    @Test
    void withoutOneOfItsSignsItIsNotNamed() {
        assertThat(judged(call(217, "getdents64"), call(62, "kill"), hidden())).isEmpty();
        assertThat(judged(call(78, "getdents"), call(217, "getdents64"), hidden())).isEmpty();
        assertThat(judged(call(78, "getdents"), call(217, "getdents64"), call(62, "kill")))
                .isEmpty();
    }

    @Test
    void tracedFunctionsAreKovidOrSingularityByWhichTheyAre() {
        Stream<String> both = Stream.of("filldir64+0x4", "tcp4_seq_show+0x4", "tpacket_rcv+0x4");
        List<Finding> shared = new ArrayList<>(both.map(FamilyDetectorTest::traced).toList());
        List<Finding> kovid = new ArrayList<>(shared);
        kovid.add(traced("account_process_tick+0x4"));
        kovid.add(traced("audit_log_start+0x4"));
        List<Finding> singularity = new ArrayList<>(shared);
        Stream.of("bpf_seq_write", "__x64_sys_getdents64", "icmp_rcv", "__x64_sys_kill")
                .map(FamilyDetectorTest::traced)
                .forEach(singularity::add);

        assertThat(judged(shared.toArray(Finding[]::new))).isEmpty();
        assertThat(judged(kovid.toArray(Finding[]::new)))
                .extracting(Finding::subject)
                .containsExactly("KoviD");
        assertThat(judged(singularity.toArray(Finding[]::new)))
                .extracting(Finding::subject)
                .containsExactly("Singularity");
    }

    @Test
    void patchedFunctionsAreReptileWithItsWayIn() {
        List<Finding> patched =
                Stream.of("filldir64", "vfs_read", "next_tgid", "load_elf_binary")
                        .map(name -> finding(PATCHED, "function entry at " + name + " leads to"))
                        .toList();
        List<Finding> withIt = new ArrayList<>(patched);
        withIt.add(finding(PATCHED, "function entry at inet_ioctl leads to nobody's code"));

        assertThat(judged(patched.toArray(Finding[]::new))).isEmpty();
        assertThat(judged(withIt.toArray(Finding[]::new)))
                .extracting(Finding::subject)
                .containsExactly("Reptile");
    }

    @Test
    void bothSignsOfBpfdoorMustBeOfOneProcess() {
        String program = "process 612 (hald): its program /dev/shm/kdmtmpflush was deleted";

        assertThat(judged(of(612, DELETED, program), of(613, PACKETS, "receives all"))).isEmpty();
        assertThat(judged(of(612, DELETED, program), of(612, PACKETS, "receives all")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject())
                            .isEqualTo("BPFDoor, process 612 at 0xffff888000000264");
                    assertThat(finding.title())
                            .startsWith("process 612 at 0xffff888000000264 shows what");
                });
    }

    @Test
    void wormAndItsMinerAreKinsing() {
        Finding worm = finding("linux.process.miner", "process 7 (kinsing) looks like a");
        Finding miner = finding("linux.process.miner", "process 8 (kdevtmpfsi) looks like a");

        assertThat(judged(worm)).isEmpty();
        assertThat(judged(worm, miner)).extracting(Finding::subject).containsExactly("Kinsing");
    }

    @Test
    void programsThatWriteAreTripleCrossByTheirNames() {
        String title = "BPF program %d (%s) calls bpf_probe_write_user";
        String rule = "linux.bpf.suspicious";

        assertThat(
                        judged(
                                finding(rule, title.formatted(7, "tp_sys_enter_ex")),
                                finding(rule, title.formatted(8, "tp_sys_exit_rea"))))
                .extracting(Finding::subject)
                .containsExactly("TripleCross");
        assertThat(judged(finding(rule, title.formatted(7, "tp_sys_enter_ex")))).isEmpty();
    }

    @Test
    void entryOfProcAndFilteredPacketsAreSyslogk() {
        Finding entry =
                finding("linux.procfs.known-rootkit", "/proc/syslogk in /proc has the name");

        assertThat(judged(entry)).isEmpty();
        assertThat(judged(entry, finding("linux.netfilter.foreign", "a hook leads to nobody")))
                .extracting(Finding::subject)
                .containsExactly("Syslogk");
    }

    @Test
    void everySignIsADetectorThatThereIs() {
        Set<String> there =
                BuiltInDetectors.infos().stream().map(DetectorInfo::id).collect(Collectors.toSet());

        for (Family family : Families.builtIn()) {
            assertThat(Stream.concat(family.required().stream(), family.others().stream()))
                    .as(family.name())
                    .allSatisfy(sign -> assertThat(there).containsAll(sign.rules()));
        }
    }

    @Test
    void oneSignNamesNoFamily() {
        Sign sign = new Sign("a sign", List.of(HIDDEN), List.of());

        assertThatThrownBy(() -> new Family("x", "y", false, List.of(sign), 0, List.of()))
                .hasMessage("x: needs 0 of 0 signs beside 1, expected 2 at least in all");
        assertThatThrownBy(() -> new Family("x", "y", false, List.of(), 2, List.of(sign)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Finding> judged(Finding... others) {
        Scan scan =
                Scan.of(
                        BuiltInDetectors.all(),
                        List.of("linux.rootkit.family", CALL),
                        List.of(),
                        InstantSource.system());
        List<Finding> named = new ArrayList<>();
        ScanReport report = scan.together(List.of(others), named::add);
        assertThat(report.isComplete()).isTrue();
        assertThat(report.ran()).containsExactly("linux.rootkit.family");
        return named;
    }

    private static Finding call(int number, String name) {
        return finding(
                CALL,
                "system call %d (%s) leads to no known owner".formatted(number, name),
                new Evidence.Pointer(
                        "sys_call_table[%d]".formatted(number),
                        0xffffffff81e00000L + 8L * number,
                        0xffffffffc0001000L,
                        "no known owner",
                        "__x64_sys_" + name));
    }

    private static Finding hidden() {
        return finding(HIDDEN, "module x is missing from module list");
    }

    private static Finding traced(String function) {
        return finding(
                TRACED,
                "callback of tracer at 0xffffffffc0002000 leads to no known owner",
                new Evidence.Value("ftrace_ops", 0x1000, "filter", function, "no function"));
    }

    private static Finding of(int pid, String rule, String title) {
        return finding(
                rule,
                title,
                new Evidence.Lineage(
                        pid,
                        "hald",
                        0xffff888000000000L + pid,
                        0,
                        Optional.empty(),
                        List.of("1 (systemd)")));
    }

    private static Finding finding(String rule, String title) {
        return finding(rule, title, new Evidence.Value("x", 0x1000, "y", "found", "expected"));
    }

    private static Finding finding(String rule, String title, Evidence fact) {
        return new Finding(
                rule,
                Severity.CRITICAL,
                Confidence.HIGH,
                title,
                title,
                List.of(),
                "next",
                Instant.EPOCH,
                List.of(fact));
    }
}
