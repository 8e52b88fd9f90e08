package dev.yagura.kernel.linux.stack;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threads of a kernel with an image and a module, which sleep. */
class KernelStacksTest {
    private static final long MODULE = 0xffff_ffff_c000_0000L;
    private static final long NOBODY = 0xffff_ffff_c010_0000L;
    private static final int STACK_BYTES = 4 * 4096;
    private static final int REGISTERS_BYTES = 168;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);
    private long task;
    private long stack;

    @BeforeEach
    void makesThread() {
        guest.types()
                .struct("thread_struct", 16, at(8, "sp", U64))
                .struct("pt_regs", REGISTERS_BYTES, at(0, "r15", U64))
                .more("vm_struct", 32, at(24, "nr_pages", U32))
                .more(
                        "task_struct",
                        1024,
                        at(0x290, "thread", named("thread_struct")),
                        at(0x2a0, "stack_vm_area", pointerTo("vm_struct")));
        task = fake.process(1, 0, "init");
        stack = guest.allocate(STACK_BYTES);
        guest.u64(task + FakeLinux.STACK, stack).u64(task + 0x298, stack + STACK_BYTES - 1024);
        guest.symbol("ret_from_fork", TEXT + 0x700, 'T');
        call(TEXT + 0x110, TEXT + 0x200);
    }

    /** Writes a call that ends at an address. */
    private void call(long returnGva, long target) {
        guest.bytes(returnGva - 5, (byte) 0xE8).u32(returnGva - 4, target - returnGva);
    }

    private void push(int number, long value) {
        guest.u64(stack + STACK_BYTES - 1024 + 8L * number, value);
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "kernel-stacks");
    }

    @Test
    void addressesWithACallBeforeThemShowWithWhoseTheyAre() throws IOException {
        code.module("tun", MODULE);
        call(MODULE + 0x40, TEXT + 0x100);
        call(NOBODY + 0x40, TEXT + 0x100);
        push(0, TEXT + 0x110);
        push(1, TEXT + 0x118); // no call before
        push(2, MODULE + 0x40);
        push(3, stack); // data
        push(4, NOBODY + 0x40);
        push(5, TEXT + 0x700);

        assertThat(shown().lines("pid", "number", "symbol", "owner", "kind"))
                .containsExactly(
                        "1 0 kernel_function+0x10 kernel kernel",
                        "1 1  tun module",
                        "1 2  unknown null",
                        "1 3 ret_from_fork kernel kernel");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void aCallAtTheEndOfItsFunctionIsNotThatOfTheNext() throws IOException {
        call(TEXT + 0x200, TEXT + 0x100);
        push(0, TEXT + 0x200);

        assertThat(shown().lines("symbol")).containsExactly("kernel_function+0x100");
    }

    @Test
    void whatLiesBelowTheStackPointerAndInTheProgramsRegistersDoesNotShow() throws IOException {
        push(-1, TEXT + 0x110);
        guest.u64(stack + STACK_BYTES - REGISTERS_BYTES, TEXT + 0x110);
        assertThat(shown().lines("symbol")).isEmpty();

        guest.u64(stack + STACK_BYTES - REGISTERS_BYTES - 8, TEXT + 0x110);
        assertThat(shown().lines("symbol")).hasSize(1);
    }

    @Test
    void codeOfNobodyThatMayNotBeExecutedIsNone() throws IOException {
        call(NOBODY + 0x40, TEXT + 0x100);
        push(0, NOBODY + 0x40);
        guest.forbidExecution(NOBODY);

        assertThat(shown().lines("symbol")).isEmpty();
    }

    @Test
    void threadsOnACpuAndThoseThatEndedHaveNoStack() throws IOException {
        push(0, TEXT + 0x110);
        guest.u32(task + 0x1c, 1);
        assertThat(shown().lines("symbol")).isEmpty();

        guest.u32(task + 0x1c, 0).u64(task + FakeLinux.STACK, 0);
        assertThat(shown().lines("symbol")).isEmpty();
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void aStackPointerElsewhereAndAnEndlessStackAreGaps() throws IOException {
        guest.u64(task + 0x298, TEXT);
        assertThat(shown().gaps()).containsExactly("kernel stack of thread 1");

        long area = guest.allocate(32);
        guest.u32(area + 24, -1).u64(task + 0x2a0, area).u64(task + 0x298, stack + 8);
        assertThat(shown().gaps()).containsExactly("kernel stack of thread 1");
    }

    /** Encodings as binutils assembles them, each with all 7 bytes before the address. */
    @ParameterizedTest
    @CsvSource({
        "90909090 90ffd0, true", // call *%rax
        "90909090 41ffd3, true", // call *%r11
        "90909090 90ff13, true", // call *(%rbx)
        "90909090 ff5018, true", // call *0x18(%rax)
        "90909090 ff14c5, false", // the displacement of 32 bits is missing
        "ff14c500 001081, true", // call *-0x7eff0000(,%rax,8)
        "909090ff 542408, true", // call *0x8(%rsp)
        "90ff1578 563412, true", // call *0x12345678(%rip)
        "90ff9078 563412, true", // call *0x12345678(%rax)
        "ff942478 563412, true", // call *0x12345678(%rsp)
        "90909090 90ffe0, false", // jmp *%rax
        "90909090 909090, false",
    })
    void indirectCallsAreToldByTheirEncoding(String bytes, boolean call) {
        assertThat(CallBefore.in(HexFormat.of().parseHex(bytes.replace(" ", "")), 0, gva -> false))
                .isEqualTo(call);
    }

    @Test
    void aDirectCallMustLeadToCode() {
        byte[] code = HexFormat.of().parseHex("9090e810000000");

        assertThat(CallBefore.in(code, 0x1000, gva -> gva == 0x1010)).isTrue();
        assertThat(CallBefore.in(code, 0x1000, gva -> gva == 0x1000)).isFalse();
    }
}
