package dev.yagura.it.hostile;

import static dev.yagura.it.hostile.Links.WILD;
import static dev.yagura.it.hostile.Links.hex;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Wait queues and tables of futexes that are none. */
final class WaitForms {
    private static final String HIDDEN = "linux.process.hidden";

    private WaitForms() {}

    static Stream<HostileForm> all() {
        return Stream.concat(
                Stream.of(
                                Links.list(
                                        "wait_chldexit of the first process",
                                        WaitForms::children,
                                        HIDDEN),
                                Links.list(
                                        "tty_drivers",
                                        guest -> Landmarks.symbol(guest, "tty_drivers"),
                                        HIDDEN))
                        .flatMap(forms -> forms),
                Stream.of(
                        new HostileForm(
                                "the table of futexes is no address",
                                List.of(HIDDEN),
                                guest -> futexes(guest, tableAt(guest), WILD)),
                        new HostileForm(
                                "the table of futexes has 2^63 - 1 buckets or more",
                                List.of(HIDDEN),
                                guest -> futexes(guest, countAt(guest), Long.MAX_VALUE - 1)),
                        new HostileForm(
                                "a poller leads out of memory",
                                List.of(HIDDEN),
                                WaitForms::wildPoller)));
    }

    private static long children(HostileCore guest) throws IOException {
        long signal =
                guest.before().u64(guest.at(Landmarks.process(guest), "task_struct", "signal"));
        return guest.at(
                guest.at(signal, "signal_struct", "wait_chldexit"), "wait_queue_head", "head");
    }

    private static List<String> futexes(HostileCore guest, long at, long value) throws IOException {
        guest.put(guest.symbol("__futex_data") + at, value);
        return List.of("waiters for futexes");
    }

    private static boolean hasTablesOfNodes(HostileCore guest) {
        return guest.views().has("futex_private_hash", "queues");
    }

    private static long tableAt(HostileCore guest) {
        return hasTablesOfNodes(guest) ? 2 * Long.BYTES : 0;
    }

    private static long countAt(HostileCore guest) {
        return hasTablesOfNodes(guest) ? 0 : Long.BYTES;
    }

    private static List<String> wildPoller(HostileCore guest) throws IOException {
        long head = children(guest);
        long entry = guest.symbol("empty_zero_page") + 2048;
        long node = guest.at(entry, "wait_queue_entry", "entry");
        guest.put(guest.at(entry, "wait_queue_entry", "private"), WILD);
        guest.put(guest.at(entry, "wait_queue_entry", "func"), guest.symbol("pollwake"));
        guest.put(node, head);
        guest.put(head, node);
        return List.of(hex(head));
    }
}
