package dev.yagura.kernel.linux.stack;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.code.CodeRegion;
import dev.yagura.kernel.linux.code.KnownCode;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the return addresses on kernel stacks: all between the stack pointer and the registers of
 * the program that lead to code with a call before it. Among them is what earlier calls left behind
 * in places that nobody wrote to since; not among them is where an interrupt broke in. Not safe for
 * concurrent use.
 */
public final class KernelStacks {
    /** {@code THREAD_SIZE}, arch/x86/include/asm/page_64_types.h; of KASAN four times as much. */
    private static final int STACK_PAGES = 4;

    private static final int MAX_STACK_PAGES = 16;
    private static final int PAGE_BYTES = 4096;

    /** Addresses of the kernel's half begin so, with four levels of page tables and with five. */
    private static final long HALF = 0xFF00_0000_0000_0000L;

    /** Where a task begins to run, and what tracers have functions return to instead: no calls. */
    private static final List<String> WITHOUT_CALL =
            List.of(
                    "ret_from_fork",
                    "ret_from_fork_asm",
                    "return_to_handler",
                    "kretprobe_trampoline",
                    "__kretprobe_trampoline",
                    "arch_rethook_trampoline");

    private final Linux linux;
    private final AddressSpace memory;
    private final KnownCode known;
    private final long registersBytes;
    private final Set<Long> withoutCall = new HashSet<>();
    private final Map<Long, Boolean> executable = new HashMap<>();

    private KernelStacks(Linux linux) throws IOException {
        this.linux = linux;
        this.memory = linux.kernel().memory();
        this.known = KnownCode.of(linux);
        this.registersBytes = linux.views().sizeOf("pt_regs");
        linux.views().require(StackFields.class);
        for (String name : WITHOUT_CALL) {
            linux.kernel().symbols().address(name).ifPresent(withoutCall::add);
        }
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's tasks have no such stacks, or it cannot be told where
     *     its code lies
     */
    public static KernelStacks of(Linux linux) throws IOException {
        return new KernelStacks(linux);
    }

    /** Returns what could not be read of where code lies. */
    public List<Partial.Missing> missing() {
        return known.missing();
    }

    /**
     * Returns the addresses on a task's stack, the one that it returns to first at the start; none
     * of a task that a CPU runs, or that has ended.
     *
     * @throws IOException if guest memory cannot be read, or the stack pointer is not in the stack
     */
    public List<ReturnAddress> of(Task task) throws IOException {
        StackFields fields = linux.views().at(StackFields.class, task.gva());
        long stack = fields.stackGva();
        if (fields.onCpu() || stack == 0) {
            return List.of();
        }
        long pages = fields.pages().orElse(STACK_PAGES);
        if (pages < 1 || pages > MAX_STACK_PAGES) {
            throw outOfRange(task, "stack_vm_area->nr_pages", pages, "1.." + MAX_STACK_PAGES);
        }
        long end = stack + pages * PAGE_BYTES - registersBytes;
        long pointer = fields.stackPointer();
        if (Long.compareUnsigned(pointer - stack, end - stack) > 0 || pointer % Long.BYTES != 0) {
            throw outOfRange(task, "thread.sp", pointer, "within 0x%x..0x%x".formatted(stack, end));
        }
        ByteBuffer words =
                ByteBuffer.wrap(memory.bytes(pointer, (int) (end - pointer))).order(LITTLE_ENDIAN);
        List<ReturnAddress> found = new ArrayList<>();
        while (words.remaining() >= Long.BYTES) {
            long slot = pointer + words.position();
            long gva = words.getLong();
            if ((gva & HALF) == HALF) {
                Optional<CodeRegion> region = known.at(gva - 1);
                if ((region.isPresent() || isExecutable(gva - 1)) && isReturn(gva)) {
                    found.add(new ReturnAddress(task, found.size(), slot, gva, region));
                }
            }
        }
        return found;
    }

    /** Returns whether a call ends before an address: it may be at the end of its page. */
    private boolean isReturn(long gva) throws IOException {
        if (withoutCall.contains(gva)) {
            return true;
        }
        try {
            return CallBefore.in(
                    memory.bytes(gva - CallBefore.BYTES, CallBefore.BYTES), gva, this::isCode);
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return false;
        }
    }

    /** A direct call reaches what lies within 2 GiB: the image, modules, and what is made there. */
    private boolean isCode(long gva) {
        return known.at(gva).isPresent() || executable.getOrDefault(gva & -PAGE_BYTES, false);
    }

    private boolean isExecutable(long gva) throws IOException {
        long page = gva & -PAGE_BYTES;
        Boolean earlier = executable.get(page);
        if (earlier == null) {
            earlier =
                    memory.translate(page) instanceof Translation.Mapped mapped
                            && mapped.access().executable()
                            && !mapped.access().user();
            executable.put(page, earlier);
        }
        return earlier;
    }

    /**
     * Returns an address as the kernel prints it in traces: a call may be the last of its function,
     * and the address be that of the next one, so that the symbol is that of the call.
     *
     * @throws IOException if the memory source fails
     */
    public CodeLocation locate(ReturnAddress address) throws IOException {
        if (withoutCall.contains(address.gva())) {
            return linux.owners().locate(address.gva());
        }
        CodeLocation call = linux.owners().locate(address.gva() - 1);
        String symbol = call.symbol();
        int plus = symbol.lastIndexOf("+0x");
        String name = plus < 0 ? symbol : symbol.substring(0, plus);
        long offset = plus < 0 ? 0 : Long.parseLong(symbol, plus + 3, symbol.length(), 16);
        return new CodeLocation(
                address.gva(),
                name.isEmpty() ? "" : "%s+0x%x".formatted(name, offset + 1),
                call.owner().equals(CodeLocation.UNKNOWN)
                        ? address.region().map(CodeRegion::name).orElse(CodeLocation.UNKNOWN)
                        : call.owner());
    }

    private static MalformedStructureException outOfRange(
            Task task, String field, long value, String expected) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                "task_struct at 0x%x".formatted(task.gva()),
                field,
                0,
                "is 0x%x, expected %s".formatted(value, expected));
    }
}
