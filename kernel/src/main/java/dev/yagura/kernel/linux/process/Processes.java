package dev.yagura.kernel.linux.process;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GuestPath;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** Reads what is known of processes. Safe for concurrent use. */
public final class Processes {
    /** {@code NGROUPS_MAX}, include/uapi/linux/limits.h. */
    private static final int MAX_GROUPS = 65536;

    /** {@code MAX_PID_NS_LEVEL}, include/linux/pid_namespace.h. */
    private static final int MAX_PID_LEVEL = 32;

    /** Names of {@code PATH_MAX} bytes hold no more levels. */
    private static final int MAX_GROUP_DEPTH = 2048;

    private static final int NICE_ZERO = 120;
    private static final int MINOR_BITS = 20;

    private final Linux linux;
    private final StructViews views;

    private Processes(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /** Prepares to read. */
    public static Processes of(Linux linux) {
        return new Processes(linux);
    }

    /**
     * Returns who a task acts for.
     *
     * @throws IOException if guest memory cannot be read, or does not hold credentials
     */
    public Credentials credentials(Task task) throws IOException {
        CredentialFields fields = views.at(CredentialFields.class, task.gva());
        return new Credentials(
                fields.credentialsGva().orElse(0),
                known(
                        fields.uid(),
                        fields.effectiveUid(),
                        fields.savedUid(),
                        fields.filesystemUid()),
                known(
                        fields.gid(),
                        fields.effectiveGid(),
                        fields.savedGid(),
                        fields.filesystemGid()),
                groups(fields),
                set(fields.inheritable()),
                set(fields.permitted()),
                set(fields.effective()),
                set(fields.bounding()),
                set(fields.ambient()),
                fields.seccompMode(),
                (fields.atomicFlags().orElse(0) & 1) != 0, // PFA_NO_NEW_PRIVS
                fields.loginUid());
    }

    private static List<Long> known(OptionalLong... ids) {
        List<Long> known = new ArrayList<>();
        for (OptionalLong id : ids) {
            if (id.isEmpty()) {
                return List.of();
            }
            known.add(id.getAsLong());
        }
        return known;
    }

    private static OptionalLong set(Optional<byte[]> bytes) {
        return bytes.isPresent() && bytes.get().length == Long.BYTES
                ? OptionalLong.of(ByteBuffer.wrap(bytes.get()).order(LITTLE_ENDIAN).getLong())
                : OptionalLong.empty();
    }

    private List<Long> groups(CredentialFields fields) throws IOException {
        int count = fields.groupCount().orElse(0);
        long gva = fields.groupsGva().orElse(0);
        if (count < 0 || count > MAX_GROUPS) {
            throw outOfRange("group_info", "ngroups", gva, count, MAX_GROUPS);
        }
        if (count == 0 || gva == 0) {
            return List.of();
        }
        long first = gva + views.offsetOf("group_info", "gid");
        ByteBuffer ids =
                ByteBuffer.wrap(views.kernel().memory().bytes(first, count * Integer.BYTES))
                        .order(LITTLE_ENDIAN);
        List<Long> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            groups.add(Integer.toUnsignedLong(ids.getInt(i * Integer.BYTES)));
        }
        return groups;
    }

    /**
     * Returns the name spaces a task is in; none of one that has ended.
     *
     * @throws IOException if guest memory cannot be read, or does not hold name spaces
     */
    public Namespaces namespaces(Task task) throws IOException {
        NamespaceFields fields = views.at(NamespaceFields.class, task.gva());
        SequencedMap<String, Long> numbers = new LinkedHashMap<>();
        put(numbers, "cgroup", fields.cgroup());
        put(numbers, "ipc", fields.ipc());
        put(numbers, "mnt", fields.mnt());
        put(numbers, "net", fields.net());
        List<Integer> pids = new ArrayList<>();
        int level = fields.pidLevel().orElse(-1);
        long pid = fields.pidGva().orElse(0);
        if (level > MAX_PID_LEVEL || level < -1) {
            throw outOfRange("pid", "level", pid, level, MAX_PID_LEVEL);
        }
        if (level >= 0 && views.has("upid", "nr")) {
            long first = pid + views.offsetOf("pid", "numbers");
            long each = views.sizeOf("upid");
            for (int i = 0; i <= level; i++) {
                NumberInNamespace number = views.at(NumberInNamespace.class, first + i * each);
                pids.add(number.number());
                put(numbers, "pid", number.namespace());
            }
        }
        put(numbers, "time", fields.time());
        put(numbers, "user", fields.user());
        put(numbers, "uts", fields.uts());
        return new Namespaces(numbers, pids);
    }

    private static void put(SequencedMap<String, Long> numbers, String kind, OptionalInt number) {
        number.ifPresent(value -> numbers.put(kind, Integer.toUnsignedLong(value)));
    }

    /**
     * Returns what a task belongs to.
     *
     * @throws IOException if guest memory cannot be read
     */
    public Session session(Task task) throws IOException {
        SessionFields fields = views.at(SessionFields.class, task.gva());
        OptionalInt priority = fields.priority();
        return new Session(
                fields.group(),
                fields.session(),
                fields.threads(),
                fields.terminal(),
                terminal(fields),
                priority.isPresent()
                        ? OptionalInt.of(priority.getAsInt() - NICE_ZERO)
                        : OptionalInt.empty(),
                tracer(fields),
                cwd(fields));
    }

    /**
     * Returns the process that debugs a thread; empty while none does.
     *
     * @throws IOException if guest memory cannot be read
     */
    public OptionalInt tracer(Task thread) throws IOException {
        return tracer(views.at(SessionFields.class, thread.gva()));
    }

    private static OptionalInt tracer(SessionFields fields) throws IOException {
        return fields.traced().orElse(0) != 0 ? fields.adoptiveParent() : OptionalInt.empty();
    }

    /**
     * Returns the program that a process executes; empty for kernel threads and zombies.
     *
     * @throws IOException if guest memory cannot be read, or this kernel keeps no such notes
     */
    public Optional<Program> program(Task task) throws IOException {
        long mm = linux.tasks().at(task.gva()).mmGva();
        if (mm == 0) {
            return Optional.empty();
        }
        ProgramFields fields = views.at(ProgramFields.class, mm);
        ByteBuffer pairs = ByteBuffer.wrap(fields.auxiliary()).order(LITTLE_ENDIAN);
        Map<Long, Long> auxiliary = new LinkedHashMap<>();
        while (pairs.remaining() >= 2 * Long.BYTES) {
            long type = pairs.getLong();
            long value = pairs.getLong();
            if (type == 0) {
                break;
            }
            auxiliary.put(type, value);
        }
        return Optional.of(
                new Program(mm, fields.fileGva(), fields.codeStart(), fields.codeEnd(), auxiliary));
    }

    private static OptionalInt terminal(SessionFields fields) throws IOException {
        OptionalInt major = fields.terminalMajor();
        return major.isEmpty()
                ? major
                : OptionalInt.of(
                        (major.getAsInt() << MINOR_BITS)
                                | (fields.terminalFirstMinor().orElse(0)
                                        + fields.terminalIndex().orElse(0)));
    }

    private Optional<GuestPath> cwd(SessionFields fields) throws IOException {
        long mount = fields.cwdMountGva().orElse(0);
        long dentry = fields.cwdDentryGva().orElse(0);
        return mount == 0 || dentry == 0
                ? Optional.empty()
                : Optional.of(linux.paths().of(mount, dentry));
    }

    /**
     * Returns the control group a task is in; empty on a kernel that has none.
     *
     * @throws IOException if guest memory cannot be read, or the groups above are no tree
     */
    public Optional<ControlGroup> controlGroup(Task task) throws IOException {
        long gva = views.at(SessionFields.class, task.gva()).controlGroupGva().orElse(0);
        if (gva == 0) {
            return Optional.empty();
        }
        Deque<String> names = new ArrayDeque<>();
        KernfsNode at = views.at(KernfsNode.class, gva);
        while (at.parentGva() != 0) {
            if (names.size() == MAX_GROUP_DEPTH) {
                throw outOfRange("kernfs_node", "parent", gva, names.size() + 1, MAX_GROUP_DEPTH);
            }
            names.push(at.name());
            at = views.at(KernfsNode.class, at.parentGva());
        }
        return Optional.of(new ControlGroup("/" + String.join("/", names)));
    }

    /**
     * Returns what a kernel thread runs.
     *
     * @param task must be a kernel thread
     * @throws IOException if guest memory cannot be read, or this kernel does not keep it
     */
    public KernelThread kernelThread(Task task) throws IOException {
        if (!task.kernelThread()) {
            throw new IllegalArgumentException(
                    "task = %d, is no kernel thread".formatted(task.pid()));
        }
        SessionFields fields = views.at(SessionFields.class, task.gva());
        long gva =
                fields.workerPrivate().isPresent()
                        ? fields.workerPrivate().getAsLong()
                        : fields.setChildTid().orElse(0);
        if (gva == 0) {
            return new KernelThread(task, 0, 0, 0);
        }
        ThreadFunction function = views.at(ThreadFunction.class, gva);
        return new KernelThread(task, gva, function.functionGva(), function.argument());
    }

    private static MalformedStructureException outOfRange(
            String structure, String field, long gva, long value, long max) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                "%s at 0x%x".formatted(structure, gva),
                field,
                0,
                "is %d, expected 0..%d".formatted(value, max));
    }
}
