package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.process.ControlGroup;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes {@code cgroup}; {@code proc_cgroup_show()} of kernel/cgroup/cgroup.c. Groups of version 1
 * are not read: where one is mounted, the file is an error.
 */
record CgroupFile(ProcGuest guest, Task task) {

    @KernelStruct("cgroup_root")
    interface Root extends StructView {
        @KernelField("hierarchy_id")
        int number();
    }

    byte[] text() throws IOException {
        long head = guest.symbol("cgroup_roots");
        Walk<Root> roots = guest.linux().walks().list(head, Root.class, "root_list");
        for (Root root : roots.complete()) {
            if (root.number() != 0) {
                throw new IOException(
                        "control groups of version 1, hierarchy %d: not read"
                                .formatted(root.number()));
            }
        }
        // Nobody has mounted it yet: then the kernel says nothing.
        OptionalLong visible = guest.symbolIfAny("cgrp_dfl_visible");
        if (visible.isPresent() && guest.memory().u8(visible.getAsLong()) == 0) {
            return new byte[0];
        }
        Optional<ControlGroup> group = Processes.of(guest.linux()).controlGroup(task);
        return group.map(found -> "0::" + found.path() + "\n").orElse("").getBytes(UTF_8);
    }
}
