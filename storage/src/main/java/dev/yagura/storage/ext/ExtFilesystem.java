package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.Filesystem;
import dev.yagura.storage.filesystem.InodeTypes;
import dev.yagura.storage.filesystem.NewerBlocks;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An ext2, ext3 or ext4 filesystem; see {@code docs/storage.md} for what is refused. */
public final class ExtFilesystem implements Filesystem {
    private static final long ROOT_INODE = 2;

    private static final Field S_JOURNAL_DEV = new Field("s_journal_dev", 0xE4, 4);

    private final Volume volume;
    private final InodeTable inodes;
    private final List<String> notes;

    private ExtFilesystem(Volume volume, List<String> notes) {
        this.volume = volume;
        this.inodes = new InodeTable(volume);
        this.notes = List.copyOf(notes);
    }

    /**
     * Returns whether {@code device} has an ext superblock where it belongs; one that has only
     * copies of it left can still be opened.
     *
     * @throws IOException if the device fails
     */
    public static boolean isPresent(BlockDevice device) throws IOException {
        if (device.sizeBytes() < ExtSuperblock.VOLUME_OFFSET + ExtSuperblock.SIZE) {
            return false;
        }
        return ExtSuperblock.hasMagic(
                DeviceReads.structure(
                        "ext4 superblock",
                        device,
                        ExtSuperblock.VOLUME_OFFSET,
                        ExtSuperblock.SIZE));
    }

    /**
     * Opens the filesystem on {@code device}: reads its superblock, or a copy of it if that is
     * damaged, and replays its journal in memory.
     *
     * @param policy what to do about checksums that do not match, now and later
     * @throws MalformedStructureException with reason {@code BAD_MAGIC} if there is none, {@code
     *     UNSUPPORTED} if it needs a feature this reader lacks, and others if it is damaged
     * @throws IOException if the device fails
     */
    public static ExtFilesystem open(BlockDevice device, ChecksumPolicy policy) throws IOException {
        ChunkCache cache = new ChunkCache(device);
        List<String> notes = new ArrayList<>();
        ExtSuperblock superblock = Superblocks.find(cache, policy, notes);
        ReplayedBlocks replayed = new ReplayedBlocks(cache, superblock.blockBytes());
        Volume volume = new Volume(superblock, cache, replayed, policy, Optional.empty());
        if (superblock.hasIncompat(Features.INCOMPAT_RECOVER)) {
            Optional<Integer> end = replay(volume, replayed, device.isLive(), notes);
            // The journal may hold a newer superblock, and newer group descriptors.
            volume = new Volume(reread(volume), cache, replayed, policy, end);
        }
        return new ExtFilesystem(volume, notes);
    }

    @Override
    public String type() {
        ExtSuperblock sb = volume.superblock();
        int onlyExt4 =
                Features.INCOMPAT_EXTENTS | Features.INCOMPAT_64BIT | Features.INCOMPAT_FLEX_BG;
        return sb.hasIncompat(onlyExt4) || sb.checksums()
                ? "ext4"
                : sb.hasCompat(Features.COMPAT_HAS_JOURNAL) ? "ext3" : "ext2";
    }

    @Override
    public String label() {
        return volume.superblock().label();
    }

    @Override
    public UUID uuid() {
        return volume.superblock().uuid();
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public StoredFile root() throws IOException {
        Inode root = inodes.get(ROOT_INODE);
        InodeTypes.require(
                root.block(),
                new Field("i_mode", 0, 2),
                root.attributes().type(),
                FileType.DIRECTORY);
        return new ExtFile(volume, root);
    }

    @Override
    public StoredFile inode(long number) throws IOException {
        return new ExtFile(volume, inodes.get(number));
    }

    @Override
    public List<StoredFile> orphans() throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (Inode inode : new Orphans(volume).deleted()) {
            files.add(new ExtFile(volume, inode));
        }
        return files;
    }

    @Override
    public void deleted(Visitor visitor) throws IOException {
        new DeletedInodes(volume).visit(visitor);
    }

    @Override
    public Optional<Filesystem> with(NewerBlocks newer) {
        return Optional.of(new ExtFilesystem(volume.with(newer), notes));
    }

    /** Replays the journal; returns the number of the first transaction that is not in it. */
    private static Optional<Integer> replay(
            Volume volume, ReplayedBlocks replayed, boolean live, List<String> notes)
            throws IOException {
        ExtSuperblock sb = volume.superblock();
        if (sb.journalInode() == 0) {
            Structure raw = new Structure("ext4 superblock", MemorySegment.ofArray(new byte[0]));
            volume.policy()
                    .found(
                            raw.malformed(
                                    Reason.UNSUPPORTED,
                                    S_JOURNAL_DEV,
                                    "is 0x%x: a journal on another device, which is not read"
                                            .formatted(sb.journalDevice())));
            notes.add("the journal is on another device: changes in it are not in this view");
            return Optional.empty();
        }
        Inode inode = new InodeTable(volume).get(sb.journalInode());
        Journal journal = Journal.open(volume, inode, volume.policy());
        journal.replayInto(replayed, live);
        notes.add(
                "the journal was replayed in memory: %d transactions, %d blocks"
                        .formatted(journal.transactions(), replayed.size()));
        return Optional.of(journal.end());
    }

    private static ExtSuperblock reread(Volume volume) throws IOException {
        MemorySegment bytes = MemorySegment.ofArray(new byte[ExtSuperblock.SIZE]);
        volume.read(ExtSuperblock.VOLUME_OFFSET, bytes);
        ExtSuperblock newer =
                ExtSuperblock.parse(new Structure("ext4 superblock", bytes), volume.policy());
        if (newer.blockBytes() != volume.blockBytes()) {
            throw new Structure("ext4 superblock", bytes)
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            new Field("s_log_block_size", 0x18, 4),
                            "differs in the journal");
        }
        return newer;
    }
}
