package dev.yagura.storage.btrfs;

import static java.util.Comparator.comparingLong;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.Filesystem;
import dev.yagura.storage.filesystem.InodeTypes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A btrfs filesystem; see {@code docs/storage.md} for what is refused. Its root is that of the
 * default subvolume, or of another that is asked for; others are directories where they have their
 * names.
 */
public final class BtrfsFilesystem implements Filesystem {
    /** Number of the topmost subvolume, below which all others have their names. */
    public static final long TOP = Key.FS_TREE;

    private static final FileName DEFAULT = FileName.of("default");

    private final Volume volume;
    private final long rootTree;
    private final List<String> notes;

    private BtrfsFilesystem(Volume volume, long rootTree, List<String> notes) {
        this.volume = volume;
        this.rootTree = rootTree;
        this.notes = List.copyOf(notes);
    }

    /** Returns whether {@code device} has the superblock's magic number where it should be. */
    public static boolean isPresent(BlockDevice device) throws IOException {
        return Superblocks.isPresent(device);
    }

    /** Opens the filesystem on one device; as {@link #open(List, ChecksumPolicy)}. */
    public static BtrfsFilesystem open(BlockDevice device, ChecksumPolicy policy)
            throws IOException {
        return open(List.of(device), policy);
    }

    /**
     * Opens the filesystem on its devices. Those that are missing are missed only where something
     * is on none of those given.
     *
     * @param members devices in any order, at least one
     * @param policy what to do about checksums that do not match, now and later
     * @throws MalformedStructureException with reason {@code BAD_MAGIC} if there is none, {@code
     *     UNSUPPORTED} if it needs a feature this reader lacks, and others if it is damaged
     * @throws IOException if a device fails
     */
    public static BtrfsFilesystem open(List<BlockDevice> members, ChecksumPolicy policy)
            throws IOException {
        List<String> notes = new ArrayList<>();
        List<Superblock> superblocks = new ArrayList<>();
        for (BlockDevice member : members) {
            superblocks.add(Superblocks.find(member, policy, notes));
        }
        Superblock newest = Collections.max(superblocks, comparingLong(Superblock::generation));
        Map<Long, BlockDevice> devices = new HashMap<>();
        for (int i = 0; i < members.size(); i++) {
            Superblock superblock = superblocks.get(i);
            if (!superblock.fsid().equals(newest.fsid())
                    || devices.put(superblock.deviceId(), members.get(i)) != null) {
                throw superblock()
                        .malformed(
                                Reason.OUT_OF_RANGE,
                                new Field("dev_item.devid", 0xC9, 8),
                                "is %d of %s, expected another device of %s"
                                        .formatted(
                                                superblock.deviceId(),
                                                superblock.fsid(),
                                                newest.fsid()));
            }
        }
        if (newest.logRoot() != 0) {
            notes.add(
                    "what was synchronised after the last transaction is in the log tree, which is"
                            + " not read: it is not in this view");
        }
        Volume volume = Volume.open(newest, new Devices(devices), policy);
        return new BtrfsFilesystem(volume, defaultTree(volume), notes);
    }

    @Override
    public String type() {
        return "btrfs";
    }

    @Override
    public String label() {
        return volume.superblock().label();
    }

    @Override
    public UUID uuid() {
        return volume.superblock().fsid();
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public StoredFile root() throws IOException {
        StoredFile root = rootOf();
        InodeTypes.require(
                superblock(),
                new Field("root_dirid", 168, 8),
                root.attributes().type(),
                FileType.DIRECTORY);
        return root;
    }

    /**
     * Returns the same filesystem with the root of another subvolume as its root.
     *
     * @throws MalformedStructureException if there is none of that number, or it is damaged
     * @throws IOException if the device fails
     */
    public BtrfsFilesystem at(long subvolume) throws IOException {
        volume.tree(subvolume);
        return new BtrfsFilesystem(volume, subvolume, notes);
    }

    /**
     * Returns the same filesystem with the root of the subvolume that has a path, as option {@code
     * subvol=} of mount(8) names it; empty if there is no subvolume.
     *
     * @throws MalformedStructureException if what is on the way is damaged
     * @throws IOException if the device fails
     */
    public Optional<BtrfsFilesystem> at(String path) throws IOException {
        Optional<Long> number = new Subvolumes(volume).at(at(TOP), path);
        return number.isEmpty() ? Optional.empty() : Optional.of(at(number.get()));
    }

    /** Returns the number of the subvolume whose root is that of this filesystem. */
    public long subvolume() {
        return rootTree;
    }

    /**
     * Returns the subvolumes that have names, up to 16384.
     *
     * @throws MalformedStructureException if the list of them is damaged
     * @throws IOException if the device fails
     */
    public List<Subvolume> subvolumes() throws IOException {
        return new Subvolumes(volume).all();
    }

    @Override
    public FileTree whole() throws IOException {
        return at(TOP);
    }

    /** Returns a file of the root's subvolume by its number. */
    @Override
    public StoredFile inode(long number) throws IOException {
        Tree tree = volume.tree(rootTree);
        return new BtrfsFile(volume, tree, Inode.read(tree, number));
    }

    /** Returns the orphans of all subvolumes. */
    @Override
    public List<StoredFile> orphans() throws IOException {
        return new Orphans(volume).files();
    }

    /** Visits nothing: what old nodes still tell of deleted files is not searched. */
    @Override
    public void deleted(Visitor visitor) {
        // See docs/storage.md.
    }

    private StoredFile rootOf() throws IOException {
        Tree tree = volume.tree(rootTree);
        long directory = volume.root(rootTree).map(RootItem::directory).orElse(Key.FIRST_FREE);
        return new BtrfsFile(volume, tree, Inode.read(tree, directory));
    }

    private static long defaultTree(Volume volume) throws IOException {
        Key key =
                new Key(
                        volume.superblock().rootDirectory(),
                        Key.DIR_ITEM,
                        DirectoryItem.hash(DEFAULT));
        Optional<Item> item = volume.roots().find(key);
        if (item.isPresent()) {
            for (DirectoryItem name : DirectoryItem.parse(item.get().data())) {
                if (name.name().equals(DEFAULT)) {
                    return name.location().objectId();
                }
            }
        }
        return Key.FS_TREE;
    }

    private static Structure superblock() {
        return new Structure("btrfs superblock", MemorySegment.NULL);
    }
}
