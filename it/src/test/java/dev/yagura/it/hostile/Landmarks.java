package dev.yagura.it.hostile;

import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;

/** Where structures are in a guest that is whole. */
final class Landmarks {
    private Landmarks() {}

    static long symbol(HostileCore guest, String name) {
        return guest.hasSymbol(name) ? guest.symbol(name) : 0;
    }

    /** Returns the list of kinds of programs; other variables of that name are no lists. */
    static long formats(HostileCore guest) throws IOException {
        for (Symbol symbol : guest.linux().kernel().symbols().all("formats")) {
            long first = guest.before().u64(symbol.gva());
            if (guest.before().translate(first) instanceof Translation.Mapped
                    && guest.before().u64(first + Long.BYTES) == symbol.gva()) {
                return symbol.gva();
            }
        }
        return 0;
    }

    static long taskMember(HostileCore guest, String member) throws IOException {
        return guest.at(guest.symbol("init_task"), "task_struct", member);
    }

    /** Returns the first process's {@code task_struct}. */
    static long process(HostileCore guest) throws IOException {
        long node = guest.before().u64(taskMember(guest, "tasks"));
        return node - guest.views().offsetOf("task_struct", "tasks");
    }

    static long addressSpace(HostileCore guest) throws IOException {
        return guest.before().u64(guest.at(process(guest), "task_struct", "mm"));
    }

    /** Returns the name of the first process's program. */
    static long program(HostileCore guest) throws IOException {
        long file = guest.before().u64(guest.at(addressSpace(guest), "mm_struct", "exe_file"));
        return guest.before().u64(guest.at(file, "file", "f_path.dentry"));
    }

    static long threads(HostileCore guest) throws IOException {
        long signal = guest.before().u64(guest.at(process(guest), "task_struct", "signal"));
        return guest.at(signal, "signal_struct", "thread_head");
    }

    static long moduleSet(HostileCore guest) throws IOException {
        return guest.at(guest.before().u64(guest.symbol("module_kset")), "kset", "list");
    }

    static long namespaceOfMounts(HostileCore guest) throws IOException {
        long proxy = guest.before().u64(guest.at(process(guest), "task_struct", "nsproxy"));
        return guest.before().u64(guest.at(proxy, "nsproxy", "mnt_ns"));
    }

    static long listOfMounts(HostileCore guest) throws IOException {
        return guest.views().has("mnt_namespace", "list")
                ? guest.at(namespaceOfMounts(guest), "mnt_namespace", "list")
                : 0;
    }

    static long fairTasks(HostileCore guest) throws IOException {
        long offset = guest.before().u64(guest.symbol("__per_cpu_offset"));
        return guest.at(guest.symbol("runqueues") + offset, "rq", "cfs_tasks");
    }

    /** Returns the list of what counts, or of what a CPU counts: since 6.2 that is one list. */
    static long perfEvents(HostileCore guest) throws IOException {
        if (guest.views().has("pmu", "pmu_cpu_context")) {
            return guest.symbol("pmus");
        }
        long offset = guest.before().u64(guest.symbol("__per_cpu_offset"));
        long context =
                guest.at(guest.symbol("perf_cpu_context") + offset, "perf_cpu_context", "ctx");
        return guest.at(context, "perf_event_context", "event_list");
    }

    static long wheel(HostileCore guest) throws IOException {
        long offset = guest.before().u64(guest.symbol("__per_cpu_offset"));
        return guest.at(guest.symbol("timer_bases") + offset, "timer_base", "vectors") + 8 * 7;
    }
}
