package dev.yagura.kernel.linux.fs;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Paths;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists what is mounted, for each group of processes that see the same; {@code
 * fs/proc_namespace.c}. Mounts are in a list before 6.8 and in a tree since. Safe for concurrent
 * use.
 */
public final class Mounts {
    /** {@code MNT_CURSOR}: no mount, but the place of somebody who reads the list. */
    private static final int CURSOR = 0x1000_0000;

    private final Linux linux;
    private final StructViews views;
    private final Paths paths;

    private Mounts(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
        this.paths = linux.paths();
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel's mounts cannot be read: a field is missing
     */
    public static Mounts of(Linux linux) throws IOException {
        linux.views().require(MountStruct.class, MountNamespaceStruct.class, TaskMounts.class);
        return new Mounts(linux);
    }

    /**
     * Returns the name spaces that processes are in, each once.
     *
     * @throws IOException if the processes cannot be listed, or the memory source fails
     */
    public Partial<MountNamespace> namespaces() throws IOException {
        Partial.Collector<MountNamespace> found = Partial.collector();
        Map<Long, List<Integer>> pids = new LinkedHashMap<>();
        Map<Long, Long> roots = new HashMap<>();
        long mntInMount = views.offsetOf("mount", "mnt");
        for (Task process : linux.tasks().processes()) {
            try {
                TaskMounts task = views.at(TaskMounts.class, process.gva());
                long gva = task.namespaceGva().orElse(0);
                if (gva != 0) {
                    long root = task.rootMountGva().orElse(0);
                    roots.putIfAbsent(gva, root == 0 ? 0 : root - mntInMount);
                    pids.computeIfAbsent(gva, _ -> new ArrayList<>()).add(process.tgid());
                }
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                found.missing(
                        "mounts of process %d".formatted(process.tgid()),
                        String.valueOf(e.getMessage()));
            }
        }
        for (var namespace : pids.entrySet()) {
            long gva = namespace.getKey();
            found.add(
                    "mount name space at 0x%x".formatted(gva),
                    () ->
                            new MountNamespace(
                                    gva,
                                    Integer.toUnsignedLong(
                                            views.at(MountNamespaceStruct.class, gva).number()),
                                    roots.getOrDefault(gva, 0L),
                                    namespace.getValue()));
        }
        return found.done();
    }

    /**
     * Returns what is mounted in a name space, in the order of {@code /proc/PID/mountinfo}.
     *
     * @throws IOException if this kernel has no such list of mounts, or the memory source fails
     */
    public Partial<MountPoint> in(MountNamespace namespace) throws IOException {
        Partial.Collector<MountPoint> found = Partial.collector();
        Walk<MountStruct> mounts = walk(namespace);
        found.check(mounts);
        Map<Long, Long> parents = new HashMap<>();
        mounts.items().forEach(mount -> parents.put(mount.gva(), mount.parentGva()));
        for (MountStruct mount : mounts.items()) {
            if ((mount.flags() & CURSOR) == 0) {
                found.add(
                        "mount %d, struct mount at 0x%x".formatted(mount.id(), mount.gva()),
                        () -> read(namespace, mount, isReachable(namespace, mount, parents)));
            }
        }
        return found.done();
    }

    /**
     * Describes a mount, wherever it was found.
     *
     * @param namespaceGva address of the {@code mnt_namespace} that it belongs to
     * @param gva address of its {@code struct mount}
     * @throws IOException if it cannot be read
     */
    public MountPoint at(long namespaceGva, long gva) throws IOException {
        long number =
                Integer.toUnsignedLong(views.at(MountNamespaceStruct.class, namespaceGva).number());
        return read(
                new MountNamespace(namespaceGva, number, 0, List.of()),
                views.at(MountStruct.class, gva),
                false);
    }

    private Walk<MountStruct> walk(MountNamespace namespace) throws IOException {
        if (views.has("mnt_namespace", "list")) {
            long head = namespace.gva() + views.offsetOf("mnt_namespace", "list");
            return linux.walks().list(head, MountStruct.class, "mnt_list");
        }
        long root = namespace.gva() + views.offsetOf("mnt_namespace", "mounts");
        return linux.walks().tree(root, MountStruct.class, "mnt_node");
    }

    private static boolean isReachable(
            MountNamespace namespace, MountStruct mount, Map<Long, Long> parents) {
        Long at = mount.gva();
        for (int steps = 0; at != null && steps <= parents.size(); steps++) {
            if (at == namespace.rootGva()) {
                return true;
            }
            at = parents.get(at);
        }
        return false;
    }

    private MountPoint read(MountNamespace namespace, MountStruct mount, boolean reachable)
            throws IOException {
        long mntGva = mount.gva() + views.offsetOf("mount", "mnt");
        String type = mount.filesystem().orElse("");
        String subtype = mount.subtype().orElse("");
        return new MountPoint(
                mount.gva(),
                namespace,
                mount.id(),
                mount.parentId(),
                DeviceNumber.of(mount.device().orElse(0)),
                paths.inFilesystem(mount.rootGva()),
                paths.of(mntGva, mount.rootGva()).name(),
                MountOptions.ofMount(mount.flags()),
                MountOptions.propagation(mount, mount.masterGroupId().orElse(0)),
                subtype.isEmpty() ? type : type + "." + subtype,
                mount.source().orElse("none"),
                MountOptions.ofFilesystem(mount.superFlags().orElse(0)),
                reachable,
                mount.superBlockGva());
    }
}
