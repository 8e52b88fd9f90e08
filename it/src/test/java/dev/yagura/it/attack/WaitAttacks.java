package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.List;

/**
 * Tasks that nothing shows any more but what they wait for: erased from all lists and numbers, and
 * given back by its own word, so that the memory of tasks does not count it either.
 */
final class WaitAttacks {
    private static final String DETECTOR = "linux.process.hidden";

    private WaitAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                                DETECTOR,
                                guest -> erased(guest, Victim.CAT, "waiters for pipes"),
                                WaitAttacks::otherEntry)
                        .changing(Victim.CAT.toString()),
                Attack.on(
                                DETECTOR,
                                guest -> erased(guest, Victim.NOBODY, "waiters for sockets"),
                                WaitAttacks::listedWaiter)
                        .changing(
                                Victim.NOBODY.part("name"),
                                Victim.NOBODY.part("files"),
                                Victim.NOBODY.part("listener"),
                                Victim.NOBODY.part("program")),
                Attack.on(
                                DETECTOR,
                                guest -> erased(guest, Victim.HEAD, "waiters for terminals"),
                                WaitAttacks::listedWaiter)
                        .changing(Victim.HEAD.toString()),
                Attack.on(DETECTOR, WaitAttacks::futex, WaitAttacks::futexOfNobody)
                        .changing(Victim.ODDLY_NAMED.toString()),
                Attack.on(DETECTOR, WaitAttacks::parent, WaitAttacks::listedWaiter)
                        .changing(
                                Victim.ALICE.part("name"),
                                Victim.ALICE.part("program"),
                                Victim.ALICE.part("rights")),
                Attack.on(DETECTOR, WaitAttacks::poller, WaitAttacks::instance)
                        .changing(
                                Victim.SLEEPER.part("name"),
                                Victim.SLEEPER.part("environment"),
                                Victim.SLEEPER.part("stack")),
                Attack.on(
                                DETECTOR,
                                guest -> erased(guest, Victim.BOBS_CHILD, "timers of sleepers"),
                                guest -> HiddenAttacks.movedTask(guest, Victim.BOBS_CHILD))
                        .changing(Victim.BOBS_CHILD.toString()));
    }

    /** Erases a task, and returns how it is found. */
    private static String erased(GuestCore guest, Victim victim, String where) throws IOException {
        HiddenAttacks.erasedTask(guest, victim);
        guest.putU32(victim.at(guest, "usage"), 0);
        return "is in thread group, %s, memory for tasks and not in task list, pid numbers, family tree"
                .formatted(where);
    }

    /** Puts an entry into the queue of those who wait for children of the first process. */
    private static void enter(GuestCore guest, long waiter, long function) throws IOException {
        long signal = guest.u64(Victim.INIT.at(guest, "signal"));
        queue(guest, guest.at(signal, "signal_struct", "wait_chldexit"), waiter, function);
    }

    private static void queue(GuestCore guest, long queue, long waiter, long function)
            throws IOException {
        long entry = guest.room(64);
        guest.putU64(guest.at(entry, "wait_queue_entry", "private"), waiter);
        guest.putU64(guest.at(entry, "wait_queue_entry", "func"), function);
        Lists.insert(guest, head(guest, queue), guest.at(entry, "wait_queue_entry", "entry"));
    }

    private static long head(GuestCore guest, long queue) throws IOException {
        return guest.at(queue, "wait_queue_head", "head");
    }

    /** A queue also calls what wakes no task, and has then what it likes in the task's place. */
    private static String otherEntry(GuestCore guest) throws IOException {
        enter(guest, guest.room(64), guest.symbol("wake_up_process"));
        return "an entry of a wait queue that is no task's";
    }

    private static String parent(GuestCore guest) throws IOException {
        enter(guest, Victim.ALICE.in(guest).gva(), guest.symbol("default_wake_function"));
        HiddenAttacks.erasedTask(guest, Victim.ALICE);
        return "waiters for children";
    }

    /** The task waits for an epoll instance that another one has open. */
    private static String poller(GuestCore guest) throws IOException {
        queue(
                guest,
                epoll(guest),
                Victim.SLEEPER.in(guest).gva(),
                guest.symbol("default_wake_function"));
        HiddenAttacks.erasedTask(guest, Victim.SLEEPER);
        return "waiters for epoll";
    }

    private static String instance(GuestCore guest) throws IOException {
        epoll(guest);
        return "an epoll instance that nobody waits for";
    }

    /** Makes the daemon's standard error an epoll instance, and returns its queue. */
    private static long epoll(GuestCore guest) throws IOException {
        long slot = Victim.DAEMON.descriptor(guest, 2);
        long file = guest.copy(guest.u64(slot), "file");
        long instance = guest.room(1024);
        for (String queue : List.of("wq", "poll_wait")) {
            long head = head(guest, guest.at(instance, "eventpoll", queue));
            guest.putU64(head, head);
            guest.putU64(head + Long.BYTES, head);
        }
        guest.putU64(guest.at(file, "file", "f_op"), guest.symbol("eventpoll_fops"));
        guest.putU64(guest.at(file, "file", "private_data"), instance);
        guest.putU64(slot, file);
        return guest.at(instance, "eventpoll", "wq");
    }

    private static String listedWaiter(GuestCore guest) throws IOException {
        enter(guest, Victim.TAIL.in(guest).gva(), guest.symbol("default_wake_function"));
        return "a listed task that waits";
    }

    /** The task opens a pipe that nobody else has, so nothing else leads to it. */
    private static String futex(GuestCore guest) throws IOException {
        waitForFutex(guest, Victim.ODDLY_NAMED.in(guest).gva());
        return erased(guest, Victim.ODDLY_NAMED, "waiters for futexes");
    }

    /** A request of io_uring's waits for a futex, and no task does. */
    private static String futexOfNobody(GuestCore guest) throws IOException {
        waitForFutex(guest, 0);
        return "a futex that no task waits for";
    }

    /** Puts a task into the last bucket of the kernel's table of futexes. */
    private static void waitForFutex(GuestCore guest, long task) throws IOException {
        long data = guest.symbol("__futex_data");
        boolean tablesOfNodes = guest.linux().views().has("futex_private_hash", "queues");
        long table = guest.u64(tablesOfNodes ? data + 2 * Long.BYTES : data);
        long last = tablesOfNodes ? guest.u64(data) : guest.u64(data + Long.BYTES) - 1;
        long bucket = table + last * guest.linux().views().sizeOf("futex_hash_bucket");
        long waiter = guest.room(256);
        guest.putU64(guest.at(waiter, "futex_q", "task"), task);
        Lists.insert(
                guest,
                guest.at(bucket, "futex_hash_bucket", "chain.node_list"),
                guest.at(waiter, "futex_q", "list.node_list"));
    }
}
