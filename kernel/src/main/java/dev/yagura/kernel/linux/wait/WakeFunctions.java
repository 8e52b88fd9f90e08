package dev.yagura.kernel.linux.wait;

import dev.yagura.kernel.Kernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions that a wait queue calls to wake, and what each takes its entry's {@code private}
 * for. Nothing else says what that pointer leads to.
 */
final class WakeFunctions {
    /** What an entry of a wait queue leads to. */
    enum Woken {
        /** A {@code task_struct}, in {@code private}. */
        TASK,
        /** A {@code struct poll_wqueues}, in {@code private}, of a task in poll or select. */
        POLLER,
        /** The {@code struct eppoll_entry} around it, of an epoll instance. */
        EPOLL
    }

    /**
     * Those of kernel/sched/wait.c and core.c, kernel/exit.c, net/core/datagram.c and (since 5.19)
     * fs/eventpoll.c.
     */
    private static final List<String> OF_TASKS =
            List.of(
                    "default_wake_function",
                    "autoremove_wake_function",
                    "woken_wake_function",
                    "child_wait_callback",
                    "receiver_wake_function",
                    "ep_autoremove_wake_function");

    private final Map<Long, Woken> functions = new HashMap<>();

    /** Looks the functions up; one that a kernel does not have is in none of its queues. */
    WakeFunctions(Kernel kernel) {
        OF_TASKS.forEach(name -> add(kernel, name, Woken.TASK));
        add(kernel, "pollwake", Woken.POLLER);
        add(kernel, "ep_poll_callback", Woken.EPOLL);
    }

    private void add(Kernel kernel, String name, Woken woken) {
        kernel.symbols().address(name).ifPresent(gva -> functions.put(gva, woken));
    }

    /** Returns what the entries of a function lead to; empty for all others. */
    Optional<Woken> of(long functionGva) {
        return Optional.ofNullable(functions.get(functionGva));
    }
}
