package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskFlags;
import dev.yagura.kernel.linux.TaskState;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.kernel.linux.process.Session;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.guest.Ticks;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.StringJoiner;

/** Writes {@code stat}; {@code do_task_stat()} of fs/proc/array.c. */
final class StatFile {
    private static final int NICE_ZERO = 120;
    private static final int REAL_TIME_PRIORITIES = 100;
    private static final int RLIMIT_RSS = 5;
    private static final int PAGE_BYTES = 4096;
    private static final long SHOWN_SIGNALS = 0x7fff_ffffL;
    private static final int MINOR_BITS = 20;

    /** {@code SIGNAL_GROUP_EXIT | SIGNAL_STOP_STOPPED}, include/linux/sched/signal.h. */
    private static final int ENDED_OR_STOPPED = 0x4 | 0x1;

    private final ProcGuest guest;
    private final Task task;
    private final boolean whole;
    private final TaskFields fields;
    private final SignalFields signal;

    private StatFile(ProcGuest guest, Task task, boolean whole) throws IOException {
        this.guest = guest;
        this.task = task;
        this.whole = whole;
        this.fields = guest.views().at(TaskFields.class, task.gva());
        this.signal = guest.views().at(SignalFields.class, fields.signalGva());
    }

    /**
     * Returns the line.
     *
     * @param whole whether of all the process's threads together
     */
    static byte[] of(ProcGuest guest, Task task, boolean whole) throws IOException {
        return new StatFile(guest, task, whole).text().getBytes(UTF_8);
    }

    /** What is added up over threads. */
    private record Sums(long minorFaults, long majorFaults, long guestNanos, CpuTime time) {}

    private String text() throws IOException {
        boolean gone = fields.handlersGva() == 0;
        Session session = Processes.of(guest.linux()).session(task);
        SignalHandlers handlers = SignalHandlers.of(guest.views(), fields.handlersGva());
        Limits limits = Limits.of(guest.views(), signal.gva());
        Sums sums = whole ? ofProcess() : ofThread();
        StringJoiner line = new StringJoiner(" ", "", "\n");
        line.add(Integer.toString(task.pid()))
                .add("(" + task.displayName() + ")")
                .add(Character.toString(task.state().letter()));
        add(
                line,
                gone ? 0 : task.ppid(),
                gone ? -1 : session.group().orElse(-1),
                gone ? -1 : session.session().orElse(-1),
                terminal(session.terminalDevice()),
                signal.terminalGroup().orElse(-1),
                Integer.toUnsignedLong(fields.flags()),
                sums.minorFaults(),
                gone ? 0 : signal.childrenMinorFaults(),
                sums.majorFaults(),
                gone ? 0 : signal.childrenMajorFaults(),
                Ticks.of(sums.time().userNanos()),
                Ticks.of(sums.time().systemNanos()),
                Ticks.of(signal.childrenUserNanos()),
                Ticks.of(signal.childrenSystemNanos()),
                fields.priority() - REAL_TIME_PRIORITIES,
                fields.staticPriority() - NICE_ZERO,
                gone ? 0 : signal.threads(),
                0,
                Ticks.of(task.startedNanos()));
        memory(line, limits.soft(RLIMIT_RSS));
        add(
                line,
                0, // where it stands, which is told of tasks that end only
                0,
                fields.pendingSignals() & SHOWN_SIGNALS,
                fields.blockedSignals() & SHOWN_SIGNALS,
                handlers.ignored() & SHOWN_SIGNALS,
                handlers.caught() & SHOWN_SIGNALS,
                waits() ? 1 : 0,
                0,
                0,
                fields.exitSignal(),
                fields.processor(),
                Integer.toUnsignedLong(fields.realTimePriority()),
                Integer.toUnsignedLong(fields.policy()),
                Ticks.of(fields.diskWaitNanos().orElse(0)),
                Ticks.of(sums.guestNanos()),
                Ticks.of(signal.childrenGuestNanos()));
        places(line);
        line.add(Integer.toString(exitCode()));
        return line.toString();
    }

    private static void add(StringJoiner line, long... numbers) {
        for (long number : numbers) {
            line.add(Long.toString(number));
        }
    }

    private static void addUnsigned(StringJoiner line, long... numbers) {
        for (long number : numbers) {
            line.add(Long.toUnsignedString(number));
        }
    }

    private Sums ofThread() {
        CpuTime shown = new CpuTime(fields.shownUserNanos(), fields.shownSystemNanos());
        return new Sums(
                fields.minorFaults(),
                fields.majorFaults(),
                fields.guestNanos(),
                new CpuTime(fields.userNanos(), fields.systemNanos())
                        .scaledTo(fields.runNanos(), shown));
    }

    private Sums ofProcess() throws IOException {
        long minor = signal.minorFaults();
        long major = signal.majorFaults();
        long guestNanos = signal.guestNanos();
        long user = signal.userNanos();
        long system = signal.systemNanos();
        long run = signal.runNanos();
        TaskStruct leader = guest.linux().tasks().at(task.gva());
        for (TaskStruct thread : guest.linux().tasks().walkThreads(leader).complete()) {
            TaskFields each = guest.views().at(TaskFields.class, thread.gva());
            minor += each.minorFaults();
            major += each.majorFaults();
            guestNanos += each.guestNanos();
            user += each.userNanos();
            system += each.systemNanos();
            run += each.runNanos();
        }
        CpuTime shown = new CpuTime(signal.shownUserNanos(), signal.shownSystemNanos());
        return new Sums(minor, major, guestNanos, new CpuTime(user, system).scaledTo(run, shown));
    }

    /** Encodes a device as programs know it; {@code new_encode_dev()}. */
    private static int terminal(OptionalInt device) {
        if (device.isEmpty()) {
            return 0;
        }
        int major = device.getAsInt() >>> MINOR_BITS;
        int minor = device.getAsInt() & ((1 << MINOR_BITS) - 1);
        return (minor & 0xff) | major << 8 | (minor & ~0xff) << 12;
    }

    private boolean hasMemory() {
        return fields.mmGva() != 0 && (fields.flags() & TaskFlags.KERNEL_THREAD) == 0;
    }

    private void memory(StringJoiner line, long residentLimit) throws IOException {
        if (!hasMemory()) {
            addUnsigned(line, 0, 0, residentLimit, 0, 0, 0);
            return;
        }
        MmFields mm = guest.views().at(MmFields.class, fields.mmGva());
        addUnsigned(
                line,
                mm.totalPages() * PAGE_BYTES,
                ResidentPages.of(guest, mm.gva()).total(),
                residentLimit,
                mm.codeStart(),
                mm.codeEnd(),
                mm.stackStart());
    }

    /**
     * Of a process with several threads it is not said whether one waits. Until 5.16 a task waited
     * if it was found out where.
     */
    private boolean waits() throws IOException {
        boolean told = !whole || signal.threads() < 2;
        return told
                && task.state() != TaskState.RUNNING
                && (guest.isAtLeast(5, 16) || new WaitPlace(guest, task).isFound());
    }

    private void places(StringJoiner line) throws IOException {
        if (!hasMemory()) {
            addUnsigned(line, 0, 0, 0, 0, 0, 0, 0);
            return;
        }
        MmFields mm = guest.views().at(MmFields.class, fields.mmGva());
        addUnsigned(
                line,
                mm.dataStart(),
                mm.dataEnd(),
                mm.heapStart(),
                mm.argumentsStart(),
                mm.argumentsEnd(),
                mm.environmentStart(),
                mm.environmentEnd());
    }

    private int exitCode() {
        boolean ofGroup = guest.isAtLeast(5, 17) && (signal.flags() & ENDED_OR_STOPPED) != 0;
        return ofGroup && fields.handlersGva() != 0 ? signal.exitCode() : fields.exitCode();
    }
}
