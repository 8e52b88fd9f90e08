package dev.yagura.testkit.attacker;

import dev.yagura.testkit.attacker.Intrusion.HiddenMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a process sees mounted: a list of its mount name space before 6.8, a red-black tree since.
 */
final class MountList {
    private static final int MAX_MOUNTS = 10_000;
    private static final int MAX_SOURCE_BYTES = 64;
    private static final int PREVIOUS = Long.BYTES;

    /** Offsets of {@code rb_right} and {@code rb_left}. */
    private static final int RIGHT = 8;

    private static final int LEFT = 16;

    /** The colour's bit, and that of alignment, in {@code __rb_parent_color}. */
    private static final long PARENT_MASK = -4;

    private final KernelMemory memory;
    private final BtfOffsets btf;
    private final boolean tree;

    MountList(KernelMemory memory, BtfOffsets btf) throws IOException {
        this.memory = memory;
        this.btf = btf;
        this.tree = btf.find("mnt_namespace", List.of("list")).isEmpty();
    }

    /**
     * Takes a mount out of what a process sees mounted. The guest must stand.
     *
     * @param taskGva address of the process's {@code task_struct}
     * @param source what was mounted, as the one who did so said
     * @throws IOException if there is no such mount, or it is not at the edge of the tree
     */
    HiddenMount hide(long taskGva, String source) throws IOException {
        long proxy = memory.u64(taskGva + offset("task_struct", "nsproxy"));
        long namespace = memory.u64(proxy + offset("nsproxy", "mnt_ns"));
        long head = namespace + offset("mnt_namespace", tree ? "mounts" : "list");
        long link = offset("mount", tree ? "mnt_node" : "mnt_list");
        long mount = find(head, link, source);
        long node = mount + link;
        return tree ? cutLeaf(head, node, mount) : unlink(node, mount);
    }

    /** Puts back what was taken away, if that place is still empty. */
    void show(HiddenMount hidden) throws IOException {
        if (!tree) {
            long next = memory.u64(hidden.nodeGva());
            memory.write64(next + PREVIOUS, hidden.nodeGva());
            memory.write64(hidden.slotGva(), hidden.nodeGva());
        } else if (memory.u64(hidden.slotGva()) == 0) {
            memory.write64(hidden.slotGva(), hidden.nodeGva());
        }
    }

    private HiddenMount unlink(long node, long mount) throws IOException {
        long next = memory.u64(node);
        long previous = memory.u64(node + PREVIOUS);
        memory.write64(previous, next);
        memory.write64(next + PREVIOUS, previous);
        return new HiddenMount(mount, node, previous);
    }

    /**
     * A node without children can go; the tree's colours are then a little wrong, its order not.
     */
    private HiddenMount cutLeaf(long head, long node, long mount) throws IOException {
        if (memory.u64(node + RIGHT) != 0 || memory.u64(node + LEFT) != 0) {
            throw new IOException("mount tree: mount at 0x%x has others below".formatted(mount));
        }
        long parent = memory.u64(node) & PARENT_MASK;
        long slot = head;
        if (parent != 0) {
            slot = memory.u64(parent + RIGHT) == node ? parent + RIGHT : parent + LEFT;
        }
        memory.write64(slot, 0);
        return new HiddenMount(mount, node, slot);
    }

    private long find(long head, long link, String source) throws IOException {
        long found = tree ? inTree(memory.u64(head), link, source, 0) : inList(head, link, source);
        if (found == 0) {
            throw new IOException("mounts: none is of %s".formatted(source));
        }
        return found;
    }

    private long inList(long head, long link, String source) throws IOException {
        long node = memory.u64(head);
        for (int i = 0; i < MAX_MOUNTS && node != head; i++) {
            if (isOf(node - link, source)) {
                return node - link;
            }
            node = memory.u64(node);
        }
        return 0;
    }

    private long inTree(long node, long link, String source, int depth) throws IOException {
        if (node == 0 || depth > Long.SIZE) {
            return 0;
        }
        if (isOf(node - link, source)) {
            return node - link;
        }
        long left = inTree(memory.u64(node + LEFT), link, source, depth + 1);
        return left != 0 ? left : inTree(memory.u64(node + RIGHT), link, source, depth + 1);
    }

    private boolean isOf(long mount, String source) throws IOException {
        long text = memory.u64(mount + offset("mount", "mnt_devname"));
        if (text == 0) {
            return false;
        }
        byte[] bytes = memory.read(text, Math.min(source.length() + 1, MAX_SOURCE_BYTES));
        return new String(bytes, StandardCharsets.UTF_8).equals(source + "\0");
    }

    private long offset(String struct, String member) throws IOException {
        Map<String, Long> offsets =
                btf.find(struct, List.of(member))
                        .orElseThrow(() ->
                                new IOException("BTF: found no %s.%s".formatted(struct, member)));
        return Optional.ofNullable(offsets.get(member)).orElseThrow();
    }
}
