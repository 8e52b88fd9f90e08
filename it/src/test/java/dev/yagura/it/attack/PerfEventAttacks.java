package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.List;

/** Events of perf by which somebody is called, in the context of a process each. */
final class PerfEventAttacks {
    private static final String DETECTOR = "linux.perf-event.foreign";
    private static final int APART = 1024;
    private static final int SOFTWARE = 1;
    private static final int BREAKPOINT = 5;

    /** {@code TASK_TOMBSTONE}: of the kernel's own making. */
    private static final long NOBODY = -1;

    /** In the user's half, as a debugger's. */
    private static final long OF_PROGRAM = 0x40_1000;

    private PerfEventAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                                DETECTOR,
                                guest -> called(guest, Code.NOWHERE),
                                guest -> called(guest, guest.symbol("perf_event_output_forward")))
                        .changing(of(Victim.DAEMON)),
                Attack.on(
                                DETECTOR,
                                guest -> probe(guest, NOBODY),
                                guest -> probe(guest, Victim.LISTENER.in(guest).gva()))
                        .changing(of(Victim.LISTENER)),
                Attack.on(
                                DETECTOR,
                                guest -> breakpoint(guest, guest.symbol("vfs_read")),
                                guest -> breakpoint(guest, OF_PROGRAM))
                        .changing(of(Victim.SHELL)));
    }

    private static String of(Victim victim) {
        return victim.part("perf events");
    }

    private static String called(GuestCore guest, long handler) throws IOException {
        long event = event(guest, Victim.DAEMON, "perf_swevent", SOFTWARE);
        guest.putU64(guest.at(event, "perf_event", "overflow_handler"), handler);
        guest.putU64(guest.at(event, "perf_event", "owner"), Victim.DAEMON.in(guest).gva());
        return "perf event of software at 0x%x leads to".formatted(event);
    }

    private static String probe(GuestCore guest, long creator) throws IOException {
        long event = event(guest, Victim.LISTENER, "perf_kprobe", SOFTWARE);
        guest.putU64(guest.at(event, "perf_event", "owner"), creator);
        return "perf event of kprobe at 0x%x was opened by no process".formatted(event);
    }

    private static String breakpoint(GuestCore guest, long watched) throws IOException {
        long event = event(guest, Victim.SHELL, "perf_breakpoint", BREAKPOINT);
        guest.putU64(guest.at(event, "perf_event", "owner"), NOBODY);
        guest.putU64(guest.at(event, "perf_event", "attr.bp_addr"), watched);
        return "perf event of breakpoint at 0x%x at vfs_read".formatted(event);
    }

    /** Returns a new event of a process, which had none. */
    private static long event(GuestCore guest, Victim victim, String pmu, int type)
            throws IOException {
        long context = guest.room(APART);
        long event = guest.room(2 * APART);
        long head = guest.at(context, "perf_event_context", "event_list");
        long entry = guest.at(event, "perf_event", "event_entry");
        guest.putU64(head, entry);
        guest.putU64(head + Long.BYTES, entry);
        guest.putU64(entry, head);
        guest.putU64(entry + Long.BYTES, head);
        guest.putU64(guest.at(context, "perf_event_context", "task"), victim.in(guest).gva());
        guest.putU64(victim.at(guest, "perf_event_ctxp"), context);
        guest.putU64(guest.at(event, "perf_event", "pmu"), guest.symbol(pmu));
        guest.putU32(guest.at(event, "perf_event", "attr.type"), type);
        return event;
    }
}
