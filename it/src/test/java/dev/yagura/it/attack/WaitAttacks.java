package dev.yagura.it.attack;

import dev.yagura.kernel.linux.Pids;
import dev.yagura.kernel.linux.Task;
import java.io.IOException;
import java.util.List;

/**
 * Tasks that nothing shows any more but what they wait for: erased from all lists and numbers, and
 * given back by its own word, so that the memory of tasks does not count it either.
 */
final class WaitAttacks {
    private static final String DETECTOR = "linux.process.hidden";
    private static final int QUEUE_HEAD_AND_ENTRY = 128;

    private WaitAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                        DETECTOR,
                        guest -> erased(guest, "cat", "waiters for pipes"),
                        WaitAttacks::otherEntry),
                Attack.on(
                        DETECTOR,
                        guest -> erased(guest, "nc", "waiters for sockets"),
                        WaitAttacks::listedWaiter),
                Attack.on(
                        DETECTOR,
                        guest -> erased(guest, "head", "waiters for terminals"),
                        WaitAttacks::listedWaiter),
                Attack.on(DETECTOR, WaitAttacks::futex, WaitAttacks::futexOfNobody));
    }

    /** Erases a task, and returns how it is found. */
    private static String erased(GuestCore guest, String comm, String where) throws IOException {
        Task victim = guest.task(comm);
        guest.unlink(guest.at(victim.gva(), "task_struct", "tasks"));
        guest.unlink(guest.at(victim.gva(), "task_struct", "sibling"));
        Pids.Entry entry =
                guest.linux().pids().walk().complete().stream()
                        .filter(pid -> pid.taskGva() == victim.gva())
                        .findFirst()
                        .orElseThrow();
        guest.putU64(guest.at(entry.pidGva(), "pid", "tasks[0].first"), 0);
        guest.putU32(guest.at(victim.gva(), "task_struct", "usage"), 0);
        return "is in thread group, %s, memory for tasks and not in task list, pid numbers, family tree"
                .formatted(where);
    }

    /** Puts an entry into the queue of those who wait for children of the first process. */
    private static void enter(GuestCore guest, long waiter, long function) throws IOException {
        long signal =
                guest.pointer(guest.task(task -> task.pid() == 1).gva(), "task_struct", "signal");
        long head =
                guest.at(
                        guest.at(signal, "signal_struct", "wait_chldexit"),
                        "wait_queue_head",
                        "head");
        long entry = guest.scratch();
        guest.putU64(guest.at(entry, "wait_queue_entry", "private"), waiter);
        guest.putU64(guest.at(entry, "wait_queue_entry", "func"), function);
        insert(guest, head, guest.at(entry, "wait_queue_entry", "entry"));
    }

    /** Does what {@code list_add} does. */
    private static void insert(GuestCore guest, long head, long node) throws IOException {
        long first = guest.u64(head);
        guest.putU64(node, first);
        guest.putU64(node + Long.BYTES, head);
        guest.putU64(first + Long.BYTES, node);
        guest.putU64(head, node);
    }

    /** A queue also calls what wakes no task, and has then what it likes in the task's place. */
    private static String otherEntry(GuestCore guest) throws IOException {
        enter(guest, guest.scratch() + QUEUE_HEAD_AND_ENTRY, guest.symbol("wake_up_process"));
        return "an entry of a wait queue that is no task's";
    }

    private static String listedWaiter(GuestCore guest) throws IOException {
        enter(guest, guest.task("tail").gva(), guest.symbol("default_wake_function"));
        return "a listed task that waits";
    }

    /** The task opens a pipe that nobody else has, so nothing else leads to it. */
    private static String futex(GuestCore guest) throws IOException {
        String comm = "we ird)(x";
        queue(guest, guest.task(comm).gva());
        return erased(guest, comm, "waiters for futexes");
    }

    /** A request of io_uring's waits for a futex, and no task does. */
    private static String futexOfNobody(GuestCore guest) throws IOException {
        queue(guest, 0);
        return "a futex that no task waits for";
    }

    /** Puts a task into the last bucket of the kernel's table of futexes. */
    private static void queue(GuestCore guest, long task) throws IOException {
        long data = guest.symbol("__futex_data");
        boolean tablesOfNodes = guest.linux().views().has("futex_private_hash", "queues");
        long table = guest.u64(tablesOfNodes ? data + 2 * Long.BYTES : data);
        long last = tablesOfNodes ? guest.u64(data) : guest.u64(data + Long.BYTES) - 1;
        long bucket = table + last * guest.linux().views().sizeOf("futex_hash_bucket");
        long waiter = guest.scratch();
        guest.putU64(guest.at(waiter, "futex_q", "task"), task);
        insert(
                guest,
                guest.at(bucket, "futex_hash_bucket", "chain.node_list"),
                guest.at(waiter, "futex_q", "list.node_list"));
    }
}
