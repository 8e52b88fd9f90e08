package dev.yagura.testkit.attacker;

import dev.yagura.testkit.attacker.Intrusion.ChangedBytes;
import dev.yagura.testkit.attacker.Intrusion.ChangedField;
import dev.yagura.testkit.attacker.Intrusion.ErasedTask;
import dev.yagura.testkit.attacker.Intrusion.HiddenMount;
import dev.yagura.testkit.attacker.Intrusion.HiddenSocket;
import dev.yagura.testkit.attacker.Intrusion.HiddenTask;
import dev.yagura.testkit.attacker.Intrusion.Place;
import dev.yagura.testkit.attacker.Intrusion.RedirectedSystemCall;
import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * An intruder in a guest's kernel.
 *
 * <p>Each intrusion takes effect in the running guest, and can be undone. The guest stops for
 * milliseconds while it is edited, and stays stopped if it was. Works by the page tables of vCPU 0,
 * which map the kernel at any moment unless the kernel isolates its tables (KPTI); QEMU's {@code
 * -cpu max} does not make it do so.
 */
public final class Attacker {
    private static final String BTF_START = "__start_BTF";
    private static final String BTF_STOP = "__stop_BTF";
    private static final String INIT_TASK = "init_task";
    private static final long MAX_BTF_BYTES = 64 << 20;
    private static final int LANDING_PAD = 0xFA1E_0FF3; // endbr64

    private final KernelMemory memory;
    private final TaskList tasks;
    private final MountList mounts;
    private final SocketTable sockets;
    private final SystemCalls systemCalls;
    private final BtfOffsets btf;
    private final Guest guest;
    private final List<Intrusion> intrusions = new ArrayList<>();

    private Attacker(Guest guest) throws IOException {
        this.guest = guest;
        this.memory = new KernelMemory(guest);
        Map<String, Long> symbols =
                guest.symbols(
                        List.of(BTF_START, BTF_STOP, INIT_TASK, "sys_call_table", "x64_sys_call"));
        long start = required(symbols, BTF_START);
        long length = required(symbols, BTF_STOP) - start;
        if (length <= 0 || length > MAX_BTF_BYTES) {
            throw new IOException(
                    "BTF: %d bytes from __start_BTF to __stop_BTF, expected 1..%d"
                            .formatted(length, MAX_BTF_BYTES));
        }
        this.btf = BtfOffsets.parse(memory.read(start, (int) length));
        this.tasks = new TaskList(memory, required(symbols, INIT_TASK), btf);
        this.mounts = new MountList(memory, btf);
        this.sockets = new SocketTable(memory, btf);
        this.systemCalls = new SystemCalls(guest, memory, symbols);
    }

    /**
     * Takes hold of a guest, without changing anything yet.
     *
     * @throws IOException if the guest does not answer, or its kernel has no BTF
     */
    public static Attacker of(Guest guest) throws IOException {
        return new Attacker(guest);
    }

    /**
     * Takes a process out of the task list. It goes on running, and the guest's own {@code ps},
     * which goes by process ids, still shows it.
     *
     * @throws IOException if there is no such process
     */
    public synchronized HiddenTask hideTask(int pid) throws IOException {
        HiddenTask hidden = memory.whileStopped(() -> tasks.unlink(pid));
        intrusions.add(hidden);
        return hidden;
    }

    /**
     * Takes a process out of everything that lists it: the task list, its parent's children, and
     * the numbers. The guest's own {@code ps} does not show it, and no signal reaches it.
     *
     * @throws IOException if there is no such process
     */
    public synchronized ErasedTask eraseTask(int pid) throws IOException {
        ErasedTask erased = memory.whileStopped(() -> tasks.erase(pid));
        intrusions.add(erased);
        return erased;
    }

    /**
     * Takes a mount out of what a process, and all in its mount name space, see mounted. Nothing
     * must be mounted or unmounted until that is undone.
     *
     * @param pid a process of the name space
     * @param source what was mounted, as {@code /proc/mounts} shows it
     * @throws IOException if there is no such process or mount, or its place is none that can go
     */
    public synchronized HiddenMount hideMount(int pid, String source) throws IOException {
        HiddenMount hidden = memory.whileStopped(() -> mounts.hide(tasks.task(pid), source));
        intrusions.add(hidden);
        return hidden;
    }

    /**
     * Takes a socket out of the table by which {@code /proc/net} and {@code ss} list it. It must
     * not be closed until that is undone.
     *
     * @param fd number of an open file of the process that is the socket
     * @throws IOException if there is no such process, or it has no such socket
     */
    public synchronized HiddenSocket hideSocket(int pid, int fd) throws IOException {
        HiddenSocket hidden = memory.whileStopped(() -> sockets.hide(tasks.task(pid), fd));
        intrusions.add(hidden);
        return hidden;
    }

    /**
     * Makes a system call lead to another kernel function, by whatever this kernel goes by: its
     * table, or since the mitigation of branch history injection the code of {@code x64_sys_call}.
     *
     * @param number x86-64 number of the call
     * @param target name of a kernel function, for example {@code "__x64_sys_getpid"}
     * @throws IOException if there is no such function, or the call has no handler of its own
     */
    public RedirectedSystemCall redirectSystemCall(int number, String target) throws IOException {
        return redirectSystemCall(number, guest.symbol(target), systemCalls.effectivePlace());
    }

    /**
     * Makes a system call lead anywhere; as {@link #redirectSystemCall(int, String)}.
     *
     * @param targetGva guest-virtual address; the guest crashes if it is no function
     * @param place what to change; the table slot has no effect on kernels that have {@code
     *     x64_sys_call}, but is tampered with all the same
     */
    public synchronized RedirectedSystemCall redirectSystemCall(
            int number, long targetGva, Place place) throws IOException {
        RedirectedSystemCall call = systemCalls.plan(number, targetGva, place);
        memory.whileStopped(() -> {
            systemCalls.set(call, true);
            return call;
        });
        intrusions.add(call);
        return call;
    }

    /**
     * Gives a process another effective user, as an exploit of the kernel does.
     *
     * @throws IOException if there is no such process
     */
    public ChangedField changeUser(int pid, int user) throws IOException {
        long pointer = offset("task_struct", "real_cred");
        long member = offset("cred", "euid");
        return change(pid, "cred.euid", task -> memory.u64(task + pointer) + member, user);
    }

    /**
     * Marks a process as held by a debugger, its parent. It must not get a signal until that is
     * undone.
     *
     * @throws IOException if there is no such process
     */
    public ChangedField markTraced(int pid) throws IOException {
        long member = offset("task_struct", "ptrace");
        return change(pid, "task_struct.ptrace", task -> task + member, 1);
    }

    /**
     * Writes over code or data of the kernel's image. The guest must not run what is changed, or it
     * crashes.
     *
     * @param symbol name of a function or variable
     * @param offset from the symbol, in bytes
     * @param bytes in hex, for example {@code "0f 0b"}
     * @throws IOException if there is no such symbol
     */
    public ChangedBytes overwrite(String symbol, int offset, String bytes) throws IOException {
        return overwrite("%s+0x%x".formatted(symbol, offset), guest.symbol(symbol) + offset, bytes);
    }

    /**
     * Makes a function begin with a jump to another, as an inline hook does, behind its landing pad
     * if it has one. The guest must not call it.
     *
     * @throws IOException if there are no such functions
     */
    public ChangedBytes hookInline(String symbol, String target) throws IOException {
        long start = guest.symbol(symbol);
        long from = memory.s32(start) == LANDING_PAD ? start + Integer.BYTES : start;
        int distance = (int) (guest.symbol(target) - (from + 5));
        String jump = "e9" + HexFormat.of().toHexDigits(Integer.reverseBytes(distance));
        return overwrite(symbol, from, jump);
    }

    private synchronized ChangedBytes overwrite(String place, long gva, String bytes)
            throws IOException {
        byte[] after = HexFormat.of().parseHex(bytes.replace(" ", ""));
        ChangedBytes changed =
                memory.whileStopped(() -> {
                    byte[] before = memory.read(gva, after.length);
                    memory.write(gva, after);
                    HexFormat hex = HexFormat.of();
                    return new ChangedBytes(
                            place, gva, hex.formatHex(before), hex.formatHex(after));
                });
        intrusions.add(changed);
        return changed;
    }

    /** Tells where in a process's structures a number is. */
    @FunctionalInterface
    private interface Place32 {
        long of(long taskGva) throws IOException;
    }

    private synchronized ChangedField change(int pid, String field, Place32 place, int value)
            throws IOException {
        ChangedField changed =
                memory.whileStopped(() -> {
                    long task = tasks.task(pid);
                    long at = place.of(task);
                    ChangedField planned =
                            new ChangedField(pid, task, field, at, memory.s32(at), value);
                    memory.write32(at, value);
                    return planned;
                });
        intrusions.add(changed);
        return changed;
    }

    private long offset(String struct, String member) throws IOException {
        return required(
                btf.find(struct, List.of(member))
                        .orElseThrow(() ->
                                new IOException("BTF: found no %s.%s".formatted(struct, member))),
                member);
    }

    /** Returns the intrusions that were not undone, oldest first. */
    public synchronized List<Intrusion> intrusions() {
        return List.copyOf(intrusions);
    }

    /** Undoes all intrusions, newest first. */
    public synchronized void undoAll() throws IOException {
        memory.whileStopped(() -> {
            while (!intrusions.isEmpty()) {
                switch (intrusions.getLast()) {
                    case HiddenTask hidden -> tasks.link(hidden);
                    case ErasedTask erased -> tasks.restore(erased);
                    case HiddenMount mount -> mounts.show(mount);
                    case HiddenSocket socket -> sockets.show(socket);
                    case RedirectedSystemCall call -> systemCalls.set(call, false);
                    case ChangedField changed ->
                            memory.write32(changed.fieldGva(), changed.before());
                    case ChangedBytes changed ->
                            memory.write(changed.gva(), HexFormat.of().parseHex(changed.before()));
                }
                intrusions.removeLast();
            }
            return true;
        });
    }

    /** Returns a symbol's address. */
    static long required(Map<String, Long> symbols, String name) throws IOException {
        Long gva = symbols.get(name);
        if (gva == null) {
            throw new IOException("kallsyms: found no %s".formatted(name));
        }
        return gva;
    }
}
