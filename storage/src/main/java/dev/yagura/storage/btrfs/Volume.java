package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The trees of a filesystem, and its devices. */
final class Volume {
    private static final Field TREE = new Field("tree", 0, 8);

    private final Superblock superblock;
    private final Devices devices;
    private final Nodes nodes;
    private final ChecksumPolicy policy;
    private final Tree roots;
    private final Tree checksums;

    private Volume(Superblock superblock, Devices devices, Nodes nodes, ChecksumPolicy policy)
            throws IOException {
        this.superblock = superblock;
        this.devices = devices;
        this.nodes = nodes;
        this.policy = policy;
        this.roots = new Tree(nodes, superblock.root());
        this.checksums = tree(Key.CSUM_TREE);
    }

    /** Reads the chunks, those of the superblock first, as the others are in them. */
    static Volume open(Superblock superblock, Devices devices, ChecksumPolicy policy)
            throws IOException {
        Structure system = superblock.systemChunks();
        long at = 0;
        while (at < system.size()) {
            Key key = Key.read(system, at);
            at += Key.SIZE;
            Structure rest = new Structure("btrfs chunk " + key, system.bytes().asSlice(at));
            if (key.type() != Key.CHUNK_ITEM) {
                throw system.malformed(
                        Reason.OUT_OF_RANGE,
                        new Field("key", at - Key.SIZE, Key.SIZE),
                        "is %s, expected that of a chunk".formatted(key));
            }
            devices.add(Chunk.parse(rest, key.offset()));
            at += Chunk.itemBytes(rest);
        }
        Nodes nodes = new Nodes(superblock, devices, policy);
        new Tree(nodes, superblock.chunkRoot())
                .visit(
                        Key.FIRST_FREE,
                        Key.CHUNK_ITEM,
                        item -> {
                            devices.add(Chunk.parse(item.data(), item.key().offset()));
                            return true;
                        });
        return new Volume(superblock, devices, nodes, policy);
    }

    Superblock superblock() {
        return superblock;
    }

    Devices devices() {
        return devices;
    }

    ChecksumPolicy policy() {
        return policy;
    }

    /** Returns the tree of roots. */
    Tree roots() {
        return roots;
    }

    /** Returns the tree of checksums of data. */
    Tree checksums() {
        return checksums;
    }

    /** Returns the item of a root, if there is one. */
    Optional<RootItem> root(long tree) throws IOException {
        Optional<Item> item = roots.floor(new Key(tree, Key.ROOT_ITEM, -1));
        return item.isPresent() && item.get().key().is(tree, Key.ROOT_ITEM)
                ? Optional.of(RootItem.parse(item.get().data()))
                : Optional.empty();
    }

    /**
     * Returns a tree.
     *
     * @throws MalformedStructureException if there is none of that number
     */
    Tree tree(long number) throws IOException {
        Optional<RootItem> root = root(number);
        if (root.isEmpty()) {
            throw new Structure("btrfs tree of roots", MemorySegment.NULL)
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            TREE,
                            Long.toUnsignedString(number) + " is not there");
        }
        return new Tree(nodes, root.get().pointer(number));
    }
}
