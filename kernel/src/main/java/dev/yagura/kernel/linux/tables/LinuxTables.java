package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.table.GuestTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** All tables. */
public final class LinuxTables {
    private static final SequencedMap<String, Supplier<GuestTable>> TABLES = tables();

    private LinuxTables() {}

    private static SequencedMap<String, Supplier<GuestTable>> tables() {
        // Made when asked for: a command that shows one table does not pay for the others.
        SequencedMap<String, Supplier<GuestTable>> tables = new LinkedHashMap<>();
        tables.put("kernel", KernelTable::table);
        tables.put("log", LogTable::table);
        tables.put("processes", ProcessesTable::table);
        tables.put("threads", ThreadsTable::table);
        tables.put("kernel-threads", KernelThreadsTable::table);
        tables.put("kernel-stacks", KernelStacksTable::table);
        tables.put("files", FilesTable::table);
        tables.put("maps", MapsTable::table);
        tables.put("mounts", MountsTable::table);
        tables.put("cached-files", CachedFilesTable::table);
        tables.put("procfs-entries", ProcfsEntriesTable::table);
        tables.put("iomem", ResourcesTable::table);
        tables.put("block-devices", BlockDevicesTable::table);
        tables.put("crypt-devices", CryptDevicesTable::table);
        tables.put("swap", SwapTable::table);
        tables.put("cgroups", ControlGroupsTable::table);
        tables.put("keys", KeysTable::table);
        tables.put("io-urings", IoUringsTable::table);
        tables.put("timers", TimersTable::table);
        tables.put("work-queues", WorkQueuesTables::queues);
        tables.put("works", WorkQueuesTables::works);
        tables.put("users", UsersTable::table);
        tables.put("framebuffers", FrameBuffersTable::table);
        tables.put("shell-history", ShellHistoryTable::table);
        tables.put("modules", ModulesTable::table);
        tables.put("syscalls", SystemCallsTable::table);
        tables.put("interrupts", InterruptsTable::table);
        tables.put("sockets", SocketsTable::table);
        tables.put("interfaces", InterfacesTable::table);
        tables.put("ftrace", FtraceTable::table);
        tables.put("ftrace-functions", FtraceFunctionsTable::table);
        tables.put("kprobes", KprobesTable::table);
        tables.put("uprobes", UprobesTable::table);
        tables.put("perf-events", PerfEventsTable::table);
        tables.put("tracepoints", TracepointsTable::table);
        tables.put("notifiers", NotifiersTable::table);
        tables.put("lsm", LsmTable::table);
        tables.put("operations", OperationsTable::table);
        tables.put("helper-paths", HelperPathsTable::table);
        tables.put("bpf", BpfTables::programs);
        tables.put("bpf-maps", BpfTables::maps);
        tables.put("bpf-links", BpfTables::links);
        tables.put("bpf-cgroups", BpfTables::controlGroups);
        tables.put("routes", RoutesTable::table);
        tables.put("neighbours", NeighboursTable::table);
        tables.put("netfilter", NetfilterTable::table);
        tables.put("packet-handlers", PacketHandlersTable::table);
        return tables;
    }

    /** Returns the tables' names, in the order in which they are explained. */
    public static List<String> names() {
        return List.copyOf(TABLES.keySet());
    }

    /** Returns all tables, in the order of their names. */
    public static List<GuestTable> all() {
        return TABLES.values().stream().map(Supplier::get).toList();
    }

    /** Finds a table by its name; empty if there is none. */
    public static Optional<GuestTable> named(String name) {
        return Optional.ofNullable(TABLES.get(name)).map(Supplier::get);
    }
}
