package dev.yagura.detect.memory.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTypes;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.types.CType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel that implements read, write and kill, in text made by hand. */
class SystemCallDetectorTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long ENTRY = TEXT + 0x1000;
    private static final long DO_SYSCALL = TEXT + 0x2000;
    private static final long DISPATCHER = TEXT + 0x3000;
    private static final long READ = TEXT + 0x4000;
    private static final long WRITE = TEXT + 0x4100;
    private static final long KILL = TEXT + 0x4200;
    private static final long NOT_IMPLEMENTED = TEXT + 0x4300;
    private static final long OTHER = TEXT + 0x4400;
    private static final long TRACER = TEXT + 0x5000;
    private static final long TABLE = TEXT + 0x10_0000;
    private static final long OPS_LIST = TEXT + 0x10_1000;
    private static final long LIST_END = TEXT + 0x10_2000;
    private static final long FAR = 0xffff_ffff_c000_0000L;
    private static final String ORDINARY = "0f 1f 44 00 00 55 48 89 e5 5d c3";

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void writesKernel() {
        guest.types()
                .struct(
                        "ftrace_ops",
                        64,
                        FakeTypes.at(0, "func", new CType.Pointer(new CType.Function())),
                        FakeTypes.at(8, "next", FakeTypes.pointerTo("ftrace_ops")),
                        FakeTypes.at(16, "flags", FakeTypes.U64),
                        FakeTypes.at(24, "trampoline", FakeTypes.U64),
                        FakeTypes.at(32, "trampoline_size", FakeTypes.U64));
        symbol("_text", TEXT);
        symbol("_stext", TEXT);
        symbol("entry_SYSCALL_64", ENTRY);
        symbol("do_syscall_64", DO_SYSCALL);
        symbol("behind_do_syscall_64", DO_SYSCALL + 0x800);
        symbol("__x64_sys_read", READ);
        symbol("__x64_sys_write", WRITE);
        symbol("__x64_sys_kill", KILL);
        symbol("__x64_sys_ni_syscall", NOT_IMPLEMENTED);
        symbol("commit_creds", OTHER);
        symbol("ftrace_caller", TRACER);
        symbol("_etext", TEXT + 0x6000);
        symbol("sys_call_table", TABLE);
        symbol("ftrace_ops_list", OPS_LIST);
        symbol("ftrace_list_end", LIST_END);
        symbol("_end", TEXT + 0x20_0000);
        code(ENTRY, "0f 01 f8");
        guest.bytes(ENTRY + 600, (byte) 0xCC);
        branch(ENTRY + 3, 0xE8, DO_SYSCALL);
        code(DO_SYSCALL, "48 8b 04 c5");
        guest.u32(DO_SYSCALL + 4, TABLE);
        for (long handler : new long[] {READ, WRITE, KILL, NOT_IMPLEMENTED, OTHER}) {
            code(handler, ORDINARY);
        }
        for (int number = 0; number <= 62; number++) {
            slot(number, NOT_IMPLEMENTED);
        }
        slot(0, READ);
        slot(1, WRITE);
        slot(62, KILL);
        guest.u64(OPS_LIST, LIST_END);
        guest.u64(LIST_END, 0);
    }

    private void symbol(String name, long gva) {
        guest.symbol(name, gva, 'T');
    }

    private void slot(int number, long target) {
        guest.u64(TABLE + 8L * number, target);
    }

    private void code(long gva, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        guest.bytes(gva, bytes).bytes(gva + 64, (byte) 0xCC);
    }

    /** Writes a direct call or jump. */
    private void branch(long gva, int opcode, long target) {
        byte[] displacement =
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) (target - gva - 5))
                        .array();
        guest.bytes(gva, (byte) opcode).bytes(gva + 1, displacement);
    }

    /** Writes x64_sys_call: 0, 1 and 62 have cases. */
    private void writeDispatcher() {
        symbol("x64_sys_call", DISPATCHER);
        code(DISPATCHER, "85 f6 74 14 83 fe 01 74 14 83 fe 3e 74 14");
        branch(DISPATCHER + 14, 0xE9, NOT_IMPLEMENTED);
        branch(DISPATCHER + 24, 0xE9, READ);
        branch(DISPATCHER + 29, 0xE9, WRITE);
        branch(DISPATCHER + 34, 0xE9, KILL);
        branch(DO_SYSCALL + 16, 0xE8, DISPATCHER);
    }

    private ScanReport scan(boolean live) {
        findings.clear();
        return Scan.of(
                        List.of(new SystemCallDetector()),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(guest.kernel()), live), findings::add);
    }

    private List<String> titles() {
        return findings.stream().map(Finding::title).toList();
    }

    @Test
    void cleanTableGivesNothingAndSaysWhatWasSeen() {
        ScanReport report = scan(false);

        assertThat(findings).isEmpty();
        assertThat(report.notCovered()).isEmpty();
        assertThat(report.looked()).containsEntry("table slots", 63L).containsEntry("handlers", 4L);
    }

    @Test
    void cleanDispatcherGivesNothing() {
        writeDispatcher();

        ScanReport report = scan(false);

        assertThat(titles()).isEmpty();
        assertThat(report.notCovered()).isEmpty();
        assertThat(report.looked()).containsEntry("dispatched numbers", 1024L);
    }

    @Test
    void slotThatLeadsToAnotherHandlerIsFound() {
        slot(62, READ);

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "system call 62 (kill) leads to __x64_sys_read, not to __x64_sys_kill");
        assertThat(findings.getFirst().evidence())
                .containsExactly(
                        new Evidence.Pointer(
                                "sys_call_table[62]",
                                TABLE + 8 * 62,
                                READ,
                                "__x64_sys_read",
                                "__x64_sys_kill"));
    }

    @Test
    void slotThatLeadsIntoAHandlerOrNowhereIsFound() {
        slot(0, READ + 4);
        slot(1, FAR);

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "system call 0 (read) leads to __x64_sys_read+0x4, not to __x64_sys_read",
                        "system call 1 (write) leads to no known owner, not to __x64_sys_write");
    }

    @Test
    void unusedNumberThatLeadsSomewhereIsFound() {
        slot(50, KILL);

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "system call 50 (listen) leads to __x64_sys_kill, not to"
                                + " __x64_sys_ni_syscall");
    }

    @Test
    void changedSlotOfATableThatIsNotUsedIsFoundAndSaidSo() {
        writeDispatcher();
        slot(62, READ);

        scan(false);

        assertThat(findings.getFirst().evidence().getFirst().describe())
                .startsWith("sys_call_table[62] (not used to dispatch) at ");
    }

    @Test
    void divertedBranchOfTheDispatcherIsFound() {
        writeDispatcher();
        branch(DISPATCHER + 34, 0xE9, OTHER);

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "system call 62 (kill) leads to commit_creds, not to __x64_sys_kill");
        assertThat(findings.getFirst().evidence())
                .containsExactly(
                        new Evidence.Pointer(
                                "x64_sys_call for 62",
                                DISPATCHER + 34,
                                OTHER,
                                "commit_creds",
                                "__x64_sys_kill"));
    }

    @Test
    void dispatcherThatJumpsAwayIsOneFinding() {
        writeDispatcher();
        branch(DISPATCHER, 0xE9, FAR);

        scan(false);

        assertThat(titles())
                .containsExactly("1024 system calls lead to no known owner, not to their handlers");
        assertThat(findings.getFirst().evidence()).hasSize(16);
    }

    @Test
    void dispatcherOfUnknownFormIsAGap() {
        writeDispatcher();
        code(DISPATCHER, "48 89 f8 ff e0 00");

        ScanReport report = scan(false);

        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .containsExactly("x64_sys_call");
    }

    @Test
    void handlerThatBeginsWithAJumpIsFound() {
        branch(KILL, 0xE9, FAR);

        scan(false);

        assertThat(titles())
                .containsExactly("handler __x64_sys_kill begins with a way to no known owner");
        assertThat(findings.getFirst().evidence()).hasSize(2);
    }

    @Test
    void jumpInsideTheKernelInPlaceOfTheTracersNopIsFound() {
        branch(KILL, 0xE9, OTHER);

        scan(false);

        assertThat(titles())
                .containsExactly("handler __x64_sys_kill begins with a way to commit_creds");
    }

    @Test
    void tailCallBehindTheTracersNopIsOrdinary() {
        branch(KILL + 5, 0xE9, OTHER);

        scan(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void callIntoTheTracerIsOrdinary() {
        branch(KILL, 0xE8, TRACER);

        scan(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void callElsewhereInPlaceOfTheTracersNopIsFound() {
        branch(KILL, 0xE8, FAR);

        scan(false);

        assertThat(titles())
                .containsExactly("handler __x64_sys_kill begins with a way to no known owner");
    }

    @Test
    void callIntoATracersTrampolineIsOrdinary() {
        tracer(TRACER, 0);
        branch(KILL, 0xE8, FAR + 0x10);

        scan(false);

        assertThat(findings).isEmpty();
    }

    @Test
    void tracerOutsideTheKernelThatMayRedirectIsFound() {
        tracer(FAR + 0x2000, 1L << 12);
        branch(KILL, 0xE8, FAR + 0x10);

        scan(false);

        assertThat(titles())
                .containsExactly(
                        "handler __x64_sys_kill is traced by no known owner, which may replace"
                                + " it");
    }

    private void tracer(long callback, long flags) {
        long ops = guest.allocate(64);
        guest.u64(ops, callback)
                .u64(ops + 8, LIST_END)
                .u64(ops + 16, flags)
                .u64(ops + 24, FAR)
                .u64(ops + 32, 0x100)
                .u64(OPS_LIST, ops);
    }

    @Test
    void circleOfTracersEndsAndIsTold() {
        long ops = guest.allocate(64);
        guest.u64(ops, TRACER).u64(ops + 8, ops).u64(OPS_LIST, ops);

        ScanReport report = scan(false);

        assertThat(findings).isEmpty();
        assertThat(report.notCovered())
                .extracting(NotCovered::what)
                .contains("ftrace_ops at 0x" + Long.toHexString(ops));
    }

    @Test
    void breakpointAtAHandlerIsFoundWithLittleConfidence() {
        guest.bytes(KILL, (byte) 0xCC);

        scan(false);

        assertThat(titles()).containsExactly("handler __x64_sys_kill begins with a breakpoint");
    }

    @Test
    void entryThatDoesNotCallDoSyscallIsFound() {
        branch(ENTRY + 3, 0xE8, OTHER);

        scan(false);

        assertThat(titles()).containsExactly("entry_SYSCALL_64 does not lead to do_syscall_64");
    }

    @Test
    void jumpOverTheStartOfTheEntryIsFoundThoughItsCallIsThere() {
        branch(ENTRY + 16, 0xE8, DO_SYSCALL);
        branch(ENTRY, 0xE9, OTHER);

        scan(false);

        assertThat(titles()).containsExactly("entry_SYSCALL_64 does not begin with swapgs");
    }

    @Test
    void entryMayBeginWithALandingPad() {
        branch(ENTRY + 16, 0xE8, DO_SYSCALL);
        code(ENTRY, "f3 0f 1e fa 0f 01 f8");

        scan(false);

        assertThat(titles()).isEmpty();
    }

    @Test
    void entryOf32BitCallsThatIsDivertedIsFound() {
        symbol("entry_SYSENTER_compat", OTHER + 0x40);

        scan(false);

        assertThat(titles()).containsExactly("entry_SYSENTER_compat does not begin with swapgs");
    }

    @Test
    void doSyscallThatUsesAnotherTableIsFound() {
        guest.u32(DO_SYSCALL + 4, OPS_LIST);

        scan(false);

        assertThat(titles()).containsExactly("do_syscall_64 does not lead to sys_call_table");
    }

    @Test
    void changeThatTheNextLookDoesNotShowIsNoFinding() {
        branch(KILL, 0xE9, FAR);
        guest.beforeNextLooks(() -> code(KILL, ORDINARY));

        scan(true);

        assertThat(findings).isEmpty();
    }

    @Test
    void changeThatLastsIsFoundInARunningGuest() {
        slot(62, READ);

        scan(true);

        assertThat(findings).hasSize(1);
    }

    @Test
    void unmappedTableIsAGap() {
        guest.unmap(TABLE);

        ScanReport report = scan(false);

        assertThat(report.isComplete()).isFalse();
        assertThat(findings).isEmpty();
    }
}
