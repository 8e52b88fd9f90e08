package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;

/**
 * Writes {@code uid_map}, {@code gid_map}, {@code projid_map} and {@code setgroups} of a task's
 * user name space, as one of the first sees them; kernel/user_namespace.c.
 */
record IdMaps(ProcGuest guest, Task task) {
    /** {@code UID_GID_MAP_MAX_BASE_EXTENTS} and {@code UID_GID_MAP_MAX_EXTENTS}. */
    private static final int IN_PLACE = 5;

    private static final int MAX_EXTENTS = 340;

    /** {@code USERNS_SETGROUPS_ALLOWED}, include/linux/user_namespace.h. */
    private static final long MAY_SET_GROUPS = 1;

    @KernelStruct("task_struct")
    interface Owner extends StructView {
        @KernelField("real_cred->user_ns")
        long namespaceGva() throws IOException;
    }

    @KernelStruct("user_namespace")
    interface Rights extends StructView {
        long flags();
    }

    @KernelStruct("uid_gid_map")
    interface Extents extends StructView {
        @KernelField("nr_extents")
        int count();

        @KernelField("forward")
        long farGva();
    }

    @KernelStruct("uid_gid_extent")
    interface Extent extends StructView {
        long first();

        long lowerFirst();

        long count();
    }

    private long namespace() throws IOException {
        return guest.views().at(Owner.class, task.gva()).namespaceGva();
    }

    /** Returns a map: {@code "uid_map"}, {@code "gid_map"}, {@code "projid_map"}. */
    byte[] map(String member) throws IOException {
        long map = namespace() + guest.views().offsetOf("user_namespace", member);
        Extents extents = guest.views().at(Extents.class, map);
        int count = extents.count();
        if (count < 0 || count > MAX_EXTENTS) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    extents.toString(),
                    "nr_extents",
                    0,
                    "is %d, expected 0..%d".formatted(count, MAX_EXTENTS));
        }
        long first =
                count > IN_PLACE
                        ? extents.farGva()
                        : map + guest.views().offsetOf("uid_gid_map", "extent");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Extent extent =
                    guest.views()
                            .at(Extent.class, first + i * guest.views().sizeOf("uid_gid_extent"));
            text.append(
                    "%10d %10d %10d\n"
                            .formatted(extent.first(), extent.lowerFirst(), extent.count()));
        }
        return text.toString().getBytes(UTF_8);
    }

    byte[] setGroups() throws IOException {
        boolean may = (guest.views().at(Rights.class, namespace()).flags() & MAY_SET_GROUPS) != 0;
        return (may ? "allow\n" : "deny\n").getBytes(UTF_8);
    }
}
