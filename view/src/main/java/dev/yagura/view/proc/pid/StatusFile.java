package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskFlags;
import dev.yagura.kernel.linux.process.Credentials;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.view.proc.guest.Bitmap;
import dev.yagura.view.proc.guest.Escapes;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Writes {@code status}; {@code proc_pid_status()} of fs/proc/array.c. */
final class StatusFile {
    private static final int SIGNAL_LIMIT = 11;
    private static final long SHADOW_STACK = 1;
    private static final long SHADOW_STACK_WRITES = 2;

    private final ProcGuest guest;
    private final Task task;
    private final TaskFields fields;
    private final StringBuilder text = new StringBuilder();

    private StatusFile(ProcGuest guest, Task task) throws IOException {
        this.guest = guest;
        this.task = task;
        this.fields = guest.views().at(TaskFields.class, task.gva());
    }

    static byte[] of(ProcGuest guest, Task task) throws IOException {
        return new StatusFile(guest, task).text().getBytes(UTF_8);
    }

    private String text() throws IOException {
        Credentials credentials = Processes.of(guest.linux()).credentials(task);
        line("Name", Escapes.name(task.displayName()));
        identity(credentials);
        if (fields.mmGva() != 0 && (fields.flags() & TaskFlags.KERNEL_THREAD) == 0) {
            text.append(MemoryLines.of(guest, fields.mmGva(), fields.signalGva()));
        }
        signals();
        capabilities(credentials);
        seccomp(credentials);
        processors();
        line("voluntary_ctxt_switches", fields.voluntarySwitches());
        line("nonvoluntary_ctxt_switches", fields.involuntarySwitches());
        if (fields.features().isPresent()) {
            line("x86_Thread_features", features(fields.features().getAsLong()));
            line("x86_Thread_features_locked", features(fields.lockedFeatures().orElse(0)));
        }
        return text.toString();
    }

    private void line(String key, Object value) {
        text.append(key).append(":\t").append(value).append('\n');
    }

    private void identity(Credentials credentials) throws IOException {
        if (fields.umask().isPresent()) {
            line("Umask", umask(fields.umask().getAsInt()));
        }
        line("State", StateNames.of(task.state()));
        line("Tgid", task.tgid());
        line("Ngid", fields.numaGroup().orElse(0));
        line("Pid", task.pid());
        line("PPid", task.ppid());
        line("TracerPid", Processes.of(guest.linux()).tracer(task).orElse(0));
        line("Uid", known("uid", credentials.uids()));
        line("Gid", known("gid", credentials.gids()));
        line("FDSize", fields.descriptors().orElse(0));
        line("Groups", joined(" ", credentials.groups()) + " ");
        for (NumberKind kind : NumberKind.values()) {
            line(kind.key(), joined("\t", kind.numbers(guest.views(), task)));
        }
        if (guest.isAtLeast(6, 11)) {
            line("Kthread", (fields.flags() & TaskFlags.KERNEL_THREAD) != 0 ? 1 : 0);
        }
    }

    /** Returns {@code %#04o}: the leading 0 counts as one of four characters. */
    private static String umask(int umask) {
        return "0%03o".formatted(umask);
    }

    private static String known(String what, List<Long> ids) throws IOException {
        if (ids.isEmpty()) {
            throw new IOException("cred: %s is not known in this kernel".formatted(what));
        }
        return joined("\t", ids);
    }

    private static String joined(String separator, List<? extends Number> numbers) {
        return numbers.stream().map(Number::toString).collect(Collectors.joining(separator));
    }

    private void signals() throws IOException {
        boolean gone = fields.handlersGva() == 0;
        SignalFields signal = guest.views().at(SignalFields.class, fields.signalGva());
        SignalHandlers handlers = SignalHandlers.of(guest.views(), fields.handlersGva());
        Limits limits = Limits.of(guest.views(), fields.signalGva());
        line("Threads", gone ? 0 : signal.threads());
        line(
                "SigQ",
                gone
                        ? "0/0"
                        : "%d/%s"
                                .formatted(
                                        QueuedSignals.of(guest.views(), task),
                                        Long.toUnsignedString(limits.soft(SIGNAL_LIMIT))));
        line("SigPnd", set(gone ? 0 : fields.pendingSignals()));
        line("ShdPnd", set(gone ? 0 : signal.pendingSignals()));
        line("SigBlk", set(gone ? 0 : fields.blockedSignals()));
        line("SigIgn", set(handlers.ignored()));
        line("SigCgt", set(handlers.caught()));
    }

    private static String set(long bits) {
        return "%016x".formatted(bits);
    }

    private void capabilities(Credentials credentials) throws IOException {
        line("CapInh", capabilities(credentials.inheritable()));
        line("CapPrm", capabilities(credentials.permitted()));
        line("CapEff", capabilities(credentials.effective()));
        line("CapBnd", capabilities(credentials.bounding()));
        line("CapAmb", capabilities(credentials.ambient()));
    }

    private static String capabilities(OptionalLong set) throws IOException {
        return set(set.orElseThrow(() -> new IOException("cred: capabilities of an unknown form")));
    }

    private void seccomp(Credentials credentials) {
        line("NoNewPrivs", credentials.noNewPrivileges() ? 1 : 0);
        if (credentials.seccomp().isPresent()) {
            line("Seccomp", credentials.seccomp().getAsInt());
        }
        if (fields.seccompFilters().isPresent()) {
            line("Seccomp_filters", fields.seccompFilters().getAsInt());
        }
    }

    private void processors() throws IOException {
        byte[] mask = fields.processors();
        int count =
                guest.symbolIfAny("nr_cpu_ids").isPresent()
                        ? (int) guest.memory().u32(guest.symbol("nr_cpu_ids"))
                        : 1;
        Bitmap processors = new Bitmap(mask, Math.clamp(count, 0, mask.length * 8));
        line("Cpus_allowed", processors.mask());
        line("Cpus_allowed_list", processors.list());
        if (fields.memories().isPresent()) {
            byte[] nodes = fields.memories().get();
            Bitmap memories = new Bitmap(nodes, nodes.length * 8);
            line("Mems_allowed", memories.mask());
            line("Mems_allowed_list", memories.list());
        }
    }

    private static String features(long bits) {
        return ((bits & SHADOW_STACK) != 0 ? "shstk " : "")
                + ((bits & SHADOW_STACK_WRITES) != 0 ? "wrss " : "");
    }
}
