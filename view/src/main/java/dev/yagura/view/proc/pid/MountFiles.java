package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.MountNamespace;
import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.kernel.linux.fs.Mounts;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.Escapes;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes {@code mounts}, {@code mountinfo} and {@code mountstats}, as a task sees them from its own
 * root; fs/proc_namespace.c.
 */
record MountFiles(ProcGuest guest, Task task) {

    @KernelStruct("task_struct")
    interface Place extends StructView {
        @KernelField("nsproxy->mnt_ns")
        OptionalLong namespaceGva() throws IOException;

        @KernelField("fs->root.mnt")
        OptionalLong rootMountGva() throws IOException;

        @KernelField("fs->root.dentry")
        OptionalLong rootDentryGva() throws IOException;
    }

    /** A mount, and its path from the task's root. */
    private record Seen(MountPoint mount, String path) {}

    private List<Seen> seen() throws IOException {
        Linux linux = guest.linux();
        Place place = guest.views().at(Place.class, task.gva());
        long namespace = place.namespaceGva().orElse(0);
        long rootMount = place.rootMountGva().orElse(0);
        if (namespace == 0 || rootMount == 0) {
            throw new IOException(
                    "task %d: has no mounts any more".formatted(task.pid())); // EINVAL in the guest
        }
        String root = linux.paths().of(rootMount, place.rootDentryGva().orElse(0)).name();
        long rootGva = rootMount - guest.views().offsetOf("mount", "mnt");
        MountNamespace all = new MountNamespace(namespace, 0, rootGva, List.of());
        List<Seen> seen = new ArrayList<>();
        for (MountPoint mount : Mounts.of(linux).in(all).complete()) {
            if (mount.reachable() && isBelow(mount.path(), root)) {
                seen.add(new Seen(mount, from(root, mount.path())));
            }
        }
        return seen;
    }

    private static boolean isBelow(String path, String root) {
        return root.equals("/") || path.equals(root) || path.startsWith(root + "/");
    }

    private static String from(String root, String path) {
        String below = root.equals("/") ? path : path.substring(root.length());
        return below.isEmpty() ? "/" : below;
    }

    /** Returns the options of a mount and its filesystem as one list, read-only before all. */
    private String together(MountPoint mount) throws IOException {
        String own = mount.options().substring(2);
        String ofFilesystem = mount.superOptions().substring(2);
        boolean readOnly =
                mount.options().startsWith("ro") || mount.superOptions().startsWith("ro");
        return (readOnly ? "ro" : "rw")
                + ofFilesystem
                + own
                + new FilesystemOptions(guest).of(mount);
    }

    byte[] mounts() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Seen each : seen()) {
            MountPoint mount = each.mount();
            text.append(
                    "%s %s %s %s 0 0\n"
                            .formatted(
                                    Escapes.word(mount.source()),
                                    Escapes.path(each.path()),
                                    Escapes.word(mount.filesystem()),
                                    together(mount)));
        }
        return text.toString().getBytes(UTF_8);
    }

    byte[] information() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Seen each : seen()) {
            MountPoint mount = each.mount();
            text.append(
                    "%d %d %s %s %s %s"
                            .formatted(
                                    mount.id(),
                                    mount.parentId(),
                                    mount.device(),
                                    Escapes.path(mount.root()),
                                    Escapes.path(each.path()),
                                    mount.options()));
            mount.propagation().forEach(word -> text.append(' ').append(word));
            text.append(
                    " - %s %s %s\n"
                            .formatted(
                                    Escapes.word(mount.filesystem()),
                                    Escapes.word(mount.source()),
                                    mount.superOptions() + new FilesystemOptions(guest).of(mount)));
        }
        return text.toString().getBytes(UTF_8);
    }

    byte[] statistics() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Seen each : seen()) {
            text.append(
                    "device %s mounted on %s with fstype %s\n"
                            .formatted(
                                    Escapes.word(each.mount().source()),
                                    Escapes.path(each.path()),
                                    Escapes.word(each.mount().filesystem())));
        }
        return text.toString().getBytes(UTF_8);
    }

    /**
     * Writes each mount's path, device and room, a question mark for one whose room is not known.
     */
    byte[] space() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Seen each : seen()) {
            String space = new FilesystemSpace(guest).of(each.mount()).orElse("?");
            text.append(
                    "%s %s %s\n"
                            .formatted(Escapes.path(each.path()), each.mount().device(), space));
        }
        return text.toString().getBytes(UTF_8);
    }
}
