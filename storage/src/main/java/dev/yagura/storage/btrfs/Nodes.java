package dev.yagura.storage.btrfs;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes of trees, of which those used last are kept. Safe for concurrent use. */
final class Nodes {
    private static final int MAX_BYTES = 8 << 20;

    private final Superblock superblock;
    private final Devices devices;
    private final ChecksumPolicy policy;
    private final Map<Long, Node> kept =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Node> eldest) {
                    return size() > MAX_BYTES / superblock.nodeBytes();
                }
            };

    Nodes(Superblock superblock, Devices devices, ChecksumPolicy policy) {
        this.superblock = superblock;
        this.devices = devices;
        this.policy = policy;
    }

    /**
     * Returns a node.
     *
     * @throws MalformedStructureException if it is not what the pointer says
     */
    Node get(NodePointer pointer) throws IOException {
        Node node = kept(pointer.logical());
        if (node == null) {
            node = read(pointer);
            synchronized (kept) {
                kept.put(pointer.logical(), node);
            }
        }
        node.require(pointer);
        return node;
    }

    /** Reads a node; of several copies the first that is whole, and what its pointer says. */
    private Node read(NodePointer pointer) throws IOException {
        MalformedStructureException damage = null;
        int copies = devices.copies(pointer.logical());
        for (int copy = 0; copy < copies; copy++) {
            try {
                Structure raw = raw(pointer.logical(), copy);
                Superblock.verify(raw, superblock.checksums(), ChecksumPolicy.REFUSE);
                Node node = Node.parse(superblock, raw, pointer.logical());
                node.require(pointer);
                if (damage != null && damage.reason() != Reason.UNSUPPORTED) {
                    policy.found(damage); // unlike a device that is not given
                }
                return node;
            } catch (MalformedStructureException e) {
                if (damage == null || damage.reason() == Reason.UNSUPPORTED) {
                    damage = e;
                }
            }
        }
        MalformedStructureException first = requireNonNull(damage); // there is a copy at least
        if (first.reason() != Reason.BAD_CHECKSUM) {
            throw first;
        }
        policy.found(first);
        return Node.parse(superblock, raw(pointer.logical(), 0), pointer.logical());
    }

    private Structure raw(long logical, int copy) throws IOException {
        MemorySegment bytes = MemorySegment.ofArray(new byte[superblock.nodeBytes()]);
        devices.read(logical, copy, bytes);
        return new Structure("btrfs node 0x" + Long.toHexString(logical), bytes);
    }

    private @Nullable Node kept(long logical) {
        synchronized (kept) {
            return kept.get(logical);
        }
    }
}
