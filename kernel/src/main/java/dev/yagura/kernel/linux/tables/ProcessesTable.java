package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.linux.process.ControlGroup;
import dev.yagura.kernel.linux.process.Credentials;
import dev.yagura.kernel.linux.process.Namespaces;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.kernel.linux.process.Session;
import dev.yagura.kernel.table.Column.Kind;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Processes: the leaders of thread groups, kernel threads included. */
final class ProcessesTable {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private ProcessesTable() {}

    /** A process and what its details are read with; a detail that cannot be read is null. */
    private record Listed(
            Task task,
            Tasks tasks,
            @Nullable Task parent,
            @Nullable Credentials credentials,
            @Nullable Namespaces namespaces,
            @Nullable Session session,
            @Nullable ControlGroup group,
            @Nullable List<String> environment) {
        @Override
        public String toString() {
            return "process %d, task_struct at 0x%x".formatted(task.tgid(), task.gva());
        }
    }

    static GuestTable table() {
        Columns<Listed> columns =
                Columns.<Listed>of()
                        .number("pid", "process id in the first pid namespace", p -> p.task.tgid())
                        .number("ppid", "process id of its parent, 0 for none", p -> p.task.ppid())
                        .number("uid", "effective user id", p -> p.task.uid())
                        .text("state", "as ps has it: R S D T t Z X I P", ProcessesTable::state)
                        .text(
                                "comm",
                                "name that ps prints; of kernel threads longer than the task's own",
                                p -> p.task.displayName())
                        .user(
                                "cmdline",
                                Kind.TEXT,
                                "its arguments",
                                p -> commandLine(p.tasks, p.task))
                        .more()
                        .number("tgid", "the same as pid", p -> p.task.tgid())
                        .flag("kernelThread", "whether it is one", p -> p.task.kernelThread())
                        .user(
                                "exe",
                                Kind.TEXT,
                                "path of its program",
                                p -> executable(p.tasks, p.task))
                        .text(
                                "parentComm",
                                "name of its parent; null for none",
                                p -> p.parent == null ? null : p.parent.displayName())
                        .text(
                                "parentExe",
                                "path of its parent's program",
                                p -> ofParent(p, ProcessesTable::executable))
                        .text(
                                "parentCmdline",
                                "its parent's arguments",
                                p -> ofParent(p, ProcessesTable::commandLine))
                        .text("taskComm", "comm of its task_struct", p -> p.task.comm())
                        .hex("task", "its task_struct", p -> p.task.gva())
                        .number(
                                "started",
                                "when it started, in milliseconds after the boot",
                                p -> p.task.startedNanos() / NANOS_PER_MILLI)
                        .list(
                                "env",
                                "its environment, as it was started with; null if swapped out",
                                p -> p.environment);
        addSession(columns);
        addCredentials(columns);
        addNamespaces(columns);
        return columns.table(
                "processes", "processes, kernel threads included", ProcessesTable::list);
    }

    private static void addSession(Columns<Listed> columns) {
        columns.text("cwd", "its working directory", session(s -> s.cwd().orElse(null), true))
                .number("pgrp", "its process group", session(s -> number(s.group()), false))
                .number("session", "its session", session(s -> number(s.session()), false))
                .text(
                        "tty",
                        "its terminal, such as pts0",
                        session(s -> s.terminal().orElse(null), false))
                .number(
                        "ttyDevice",
                        "the terminal's major number times 2^20, plus its minor",
                        session(s -> number(s.terminalDevice()), false))
                .number("nice", "from -20 to 19", session(s -> number(s.nice()), false))
                .number("threads", "how many it has", session(s -> number(s.threads()), false))
                .number(
                        "tracer",
                        "the process that debugs it; null for none",
                        session(s -> number(s.tracer()), false));
    }

    private static void addCredentials(Columns<Listed> columns) {
        columns.list("uids", "real, effective, saved, filesystem user", cred(Credentials::uids))
                .list("gids", "real, effective, saved, filesystem group", cred(Credentials::gids))
                .list("groups", "groups beyond these", cred(Credentials::groups))
                .number(
                        "loginUid",
                        "user who logged in; 4294967295 for none",
                        cred(c -> number(c.loginUid())));
        capabilities(columns, "capInheritable", "CapInh", Credentials::inheritable);
        capabilities(columns, "capPermitted", "CapPrm", Credentials::permitted);
        capabilities(columns, "capEffective", "CapEff", Credentials::effective);
        capabilities(columns, "capBounding", "CapBnd", Credentials::bounding);
        capabilities(columns, "capAmbient", "CapAmb", Credentials::ambient);
        columns.number(
                        "seccomp",
                        "0 for none, 1 for strict, 2 for a filter",
                        cred(c -> number(c.seccomp())))
                .flag(
                        "noNewPrivs",
                        "whether set-user-id bits no longer help it",
                        cred(Credentials::noNewPrivileges))
                .hexOrNone(
                        "cred",
                        "its struct cred",
                        p -> p.credentials == null ? 0 : p.credentials.gva());
    }

    private static void capabilities(
            Columns<Listed> columns,
            String name,
            String field,
            Function<Credentials, OptionalLong> set) {
        columns.text(
                name,
                field + " of /proc/PID/status: a bit for each capability, hex",
                cred(c ->
                        set.apply(c).stream().mapToObj("%016x"::formatted).findAny().orElse(null)));
    }

    private static void addNamespaces(Columns<Listed> columns) {
        for (String kind : List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")) {
            columns.number(
                    kind + "Namespace",
                    "inode of /proc/PID/ns/" + kind,
                    p -> p.namespaces == null ? null : p.namespaces.numbers().get(kind));
        }
        columns.list(
                        "nsPids",
                        "its numbers in its pid name spaces, the first one's first",
                        p -> p.namespaces == null ? null : p.namespaces.pids())
                .text(
                        "cgroup",
                        "path of its control group, version 2",
                        p -> p.group == null ? null : p.group.path())
                .text(
                        "container",
                        "id of the container that the control group is of",
                        p -> p.group == null ? null : p.group.container().orElse(null));
    }

    private static Columns.Value<Listed> cred(Function<Credentials, @Nullable Object> value) {
        return p -> p.credentials == null ? null : value.apply(p.credentials);
    }

    private static Columns.Value<Listed> session(
            Function<Session, @Nullable Object> value, boolean asText) {
        return p -> {
            Object found = p.session == null ? null : value.apply(p.session);
            return found == null || !asText ? found : found.toString();
        };
    }

    private static @Nullable Object number(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static @Nullable Object number(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Tasks tasks = context.linux().tasks();
        Processes processes = Processes.of(context.linux());
        List<Task> all = tasks.processes();
        Map<Integer, Task> byNumber = new HashMap<>();
        all.forEach(task -> byNumber.put(task.tgid(), task));
        for (Task task : all) {
            if (!context.wants(task.tgid())) {
                continue;
            }
            rows.add(
                    new Listed(
                            task,
                            tasks,
                            task.ppid() == 0 ? null : byNumber.get(task.ppid()),
                            part(rows, task, "credentials", () -> processes.credentials(task)),
                            part(rows, task, "name spaces", () -> processes.namespaces(task)),
                            part(rows, task, "session", () -> processes.session(task)),
                            part(
                                    rows,
                                    task,
                                    "control group",
                                    () -> processes.controlGroup(task).orElse(null)),
                            part(rows, task, "environment", () -> environment(tasks, task))));
        }
    }

    private interface Part<T> {
        @Nullable T read() throws IOException;
    }

    /** Reads a detail: one that the guest does not give must not hide the process. */
    private static <T> @Nullable T part(RowSink<Listed> rows, Task task, String what, Part<T> part)
            throws IOException {
        try {
            return part.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            rows.gap(
                    "%s of process %d".formatted(what, task.tgid()),
                    String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable List<String> environment(Tasks tasks, Task task) throws IOException {
        try {
            return tasks.environment(task).orElse(null);
        } catch (PageNotPresentException e) {
            return null; // Swapped out, which says nothing against the process.
        }
    }

    private static String state(Listed process) {
        return String.valueOf(process.task.state().letter());
    }

    private interface Detail {
        @Nullable String read(Tasks tasks, Task task) throws IOException;
    }

    /** What cannot be read of the parent is told in the parent's row. */
    private static @Nullable String ofParent(Listed process, Detail detail) throws IOException {
        try {
            return process.parent == null ? null : detail.read(process.tasks, process.parent);
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return null;
        }
    }

    private static @Nullable String commandLine(Tasks tasks, Task task) throws IOException {
        return tasks.commandLine(task).map(words -> String.join(" ", words)).orElse(null);
    }

    private static @Nullable String executable(Tasks tasks, Task task) throws IOException {
        return tasks.executable(task).orElse(null);
    }
}
