package dev.yagura.storage.btrfs;

import static java.util.Comparator.comparingLong;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.Filesystem;
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
 * default subvolume; the others are directories where they are mounted by their names.
 */
public final class BtrfsFilesystem implements Filesystem {
    private static final FileName DEFAULT = FileName.of("default");

    private final Volume volume;
    private final long defaultTree;
    private final List<String> notes;

    private BtrfsFilesystem(Volume volume, long defaultTree, List<String> notes) {
        this.volume = volume;
        this.defaultTree = defaultTree;
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
    public String description() {
        return label().isEmpty() ? type() + " " + uuid() : type() + " \"" + label() + "\"";
    }

    @Override
    public StoredFile root() throws IOException {
        StoredFile root = rootOf(defaultTree);
        if (root.attributes().type() != FileType.DIRECTORY) {
            throw superblock()
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            new Field("root_dirid", 168, 8),
                            "is a " + root.attributes().type() + ", expected a DIRECTORY");
        }
        return root;
    }

    /**
     * Returns the root of a subvolume, whether or not it can be reached from {@link #root()}.
     *
     * @param number of the subvolume; 5 is that of the top, of which all others are below
     * @throws MalformedStructureException if there is none of that number, or it is damaged
     * @throws IOException if the device fails
     */
    public StoredFile subvolume(long number) throws IOException {
        return rootOf(number);
    }

    /** Returns a file of the default subvolume by its number. */
    @Override
    public StoredFile inode(long number) throws IOException {
        Tree tree = volume.tree(defaultTree);
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

    private StoredFile rootOf(long number) throws IOException {
        Tree tree = volume.tree(number);
        long directory = volume.root(number).map(RootItem::directory).orElse(Key.FIRST_FREE);
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
