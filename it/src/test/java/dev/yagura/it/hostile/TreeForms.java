package dev.yagura.it.hostile;

import static dev.yagura.it.hostile.Links.hex;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Trees that are below themselves. */
final class TreeForms {
    private static final String HIDDEN = "linux.process.hidden";
    private static final String MODULES = "linux.module.hidden";
    private static final String MOUNTS = "linux.mount.hidden";
    private static final int FIRST_KERNEL_SLOT = 256;
    private static final int SLOTS = 512;
    private static final String OPERATIONS = "linux.operations.redirected";

    private TreeForms() {}

    static Stream<HostileForm> all() {
        return Stream.of(
                new HostileForm(
                        "tree of /proc leads to itself",
                        List.of(OPERATIONS, "linux.procfs.known-rootkit"),
                        guest -> {
                            long root =
                                    guest.at(guest.symbol("proc_root"), "proc_dir_entry", "subdir");
                            long node = guest.before().u64(root);
                            guest.put(guest.at(node, "rb_node", "rb_left"), node);
                            return List.of(hex(node), hex(root));
                        }),
                new HostileForm(
                        "tree of mounts leads to itself",
                        List.of(MOUNTS),
                        guest -> {
                            if (guest.views().has("mnt_namespace", "list")) {
                                return List.of();
                            }
                            long root =
                                    guest.at(
                                            Landmarks.namespaceOfMounts(guest),
                                            "mnt_namespace",
                                            "mounts");
                            long node = guest.before().u64(root);
                            guest.put(guest.at(node, "rb_node", "rb_right"), node);
                            return List.of(hex(node), hex(root));
                        }),
                new HostileForm(
                        "node of pid numbers is below itself",
                        List.of(HIDDEN),
                        guest -> {
                            long head =
                                    guest.at(
                                            guest.symbol("init_pid_ns"),
                                            "pid_namespace",
                                            "idr.idr_rt.xa_head");
                            long node = guest.before().u64(head) & -4;
                            guest.put(guest.at(node, "xa_node", "slots"), node | 2);
                            return List.of(hex(node), "pid numbers");
                        }),
                new HostileForm(
                        "mappings of a process lead to themselves",
                        List.of(
                                "linux.process.injected-code",
                                "linux.process.hollowed",
                                "yara.memory"),
                        TreeForms::bendMappings),
                new HostileForm(
                        "tree of modules leads to itself",
                        List.of(MODULES),
                        guest -> {
                            long tree = guest.symbol("mod_tree");
                            long root = guest.at(tree, "mod_tree_root", "root.tree");
                            long node = guest.before().u64(root);
                            guest.put(guest.at(node, "rb_node", "rb_left"), node);
                            guest.put(guest.at(node, "rb_node", "rb_right"), node);
                            return List.of(hex(node), hex(root), "module tree");
                        }),
                numbers("prog_idr", "linux.bpf.suspicious", "linux.bpf.unowned"),
                numbers("link_idr", "linux.bpf.unowned"),
                new HostileForm(
                        "top page table is below itself",
                        List.of(MODULES, "linux.code.writable"),
                        guest -> {
                            guest.putPhysical(unusedSlot(guest), guest.before().dtb() | 3);
                            return List.of("belong to nobody", "are writable and executable");
                        }));
    }

    /**
     * Returns where the top page table has a slot of the kernel's half that leads nowhere: which
     * ones lead to its memory differs from boot to boot.
     */
    private static long unusedSlot(HostileCore guest) throws IOException {
        long table = guest.before().dtb();
        for (int slot = FIRST_KERNEL_SLOT; slot < SLOTS; slot++) {
            long entry = table + (long) slot * Long.BYTES;
            if (guest.physical(entry) == 0) {
                return entry;
            }
        }
        throw new IOException("top page table at gpa 0x%x: no slot is free".formatted(table));
    }

    private static HostileForm numbers(String tree, String... detectors) {
        return new HostileForm(
                tree + " is below itself",
                List.of(detectors),
                guest -> {
                    long node = guest.guest().room(1024);
                    guest.guest().put(guest.at(node, "xa_node", "shift"), (byte) 6);
                    guest.put(guest.at(node, "xa_node", "slots"), node | 2);
                    guest.put(guest.at(guest.symbol(tree), "idr", "idr_rt.xa_head"), node | 2);
                    return List.of(hex(node), tree);
                });
    }

    private static List<String> bendMappings(HostileCore guest) throws IOException {
        long mm = Landmarks.addressSpace(guest);
        if (guest.views().has("mm_struct", "mm_mt")) {
            long root = guest.at(mm, "mm_struct", "mm_mt.ma_root");
            long entry = guest.before().u64(root);
            long node = entry & -256;
            long slots = guest.at(node, "maple_node", "mr64.slot");
            guest.put(slots, entry);
            // An inner node of the kind that has 16 slots, in its own first one.
            guest.put(root, node | 2 << 3 | 2);
            guest.put(slots, node | 2 << 3 | 2);
            return List.of(hex(node), "mappings of process 1", "process 1 ");
        }
        long node = guest.before().u64(guest.at(mm, "mm_struct", "mm_rb"));
        guest.put(guest.at(node, "rb_node", "rb_left"), node);
        return List.of(hex(node), "mappings of process 1", "process 1 ");
    }
}
