package dev.yagura.storage.xfs;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.Filesystem;
import dev.yagura.storage.filesystem.InodeTypes;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An XFS filesystem of version 5; see {@code docs/storage.md} for what is refused. */
public final class XfsFilesystem implements Filesystem {
    private static final String SUPERBLOCK = "xfs superblock";

    private final Volume volume;
    private final InodeTable inodes;
    private final List<String> notes;

    private XfsFilesystem(Volume volume, List<String> notes) {
        this.volume = volume;
        this.inodes = new InodeTable(volume);
        this.notes = List.copyOf(notes);
    }

    /**
     * Returns whether {@code device} starts as an XFS filesystem does, of whatever version.
     *
     * @throws IOException if the device fails
     */
    public static boolean isPresent(BlockDevice device) throws IOException {
        if (device.sizeBytes() < XfsSuperblock.MIN_SIZE) {
            return false;
        }
        MemorySegment start = MemorySegment.ofArray(new byte[XfsSuperblock.MIN_SIZE]);
        device.read(0, start);
        return XfsSuperblock.isPresent(new Structure(SUPERBLOCK, start));
    }

    /**
     * Opens the filesystem on {@code device}: reads its superblock, and replays its log in memory.
     *
     * @param policy what to do about checksums that do not match, now and later
     * @throws MalformedStructureException with reason {@code BAD_MAGIC} if there is none, {@code
     *     UNSUPPORTED} if it needs a feature this reader lacks, and others if it is damaged
     * @throws IOException if the device fails
     */
    public static XfsFilesystem open(BlockDevice device, ChecksumPolicy policy) throws IOException {
        ChunkCache cache = new ChunkCache(device);
        Structure start = new Structure(SUPERBLOCK, cache.read(0, XfsSuperblock.MIN_SIZE));
        XfsSuperblock.requireMagic(start);
        int sectorBytes = XfsSuperblock.sectorBytes(start);
        Structure sector = new Structure(SUPERBLOCK, cache.read(0, sectorBytes));
        XfsSuperblock superblock = XfsSuperblock.parse(sector, true, policy);
        List<String> notes = new ArrayList<>();
        if (superblock.hasIncompat(Features.INCOMPAT_NEEDSREPAIR)) {
            notes.add("the filesystem is marked as in need of repair; the kernel mounts no such");
        }
        ReplayedSectors replayed = new ReplayedSectors(cache);
        Volume volume = new Volume(superblock, cache, replayed, policy);
        new Log(volume, cache, replayed, notes).replay();
        if (volume.isReplayed(0, sectorBytes)) {
            volume = new Volume(reread(volume), cache, replayed, policy);
        }
        return new XfsFilesystem(volume, notes);
    }

    /** Parses the superblock as the log left it: the volume may have grown. */
    private static XfsSuperblock reread(Volume volume) throws IOException {
        XfsSuperblock older = volume.superblock();
        Structure sector = new Structure(SUPERBLOCK, volume.bytes(0, older.sectorBytes()));
        XfsSuperblock newer = XfsSuperblock.parse(sector, false, volume.policy());
        if (newer.blockBytes() != older.blockBytes()
                || newer.inodeBytes() != older.inodeBytes()
                || newer.groupBlocks() != older.groupBlocks()) {
            throw sector.malformed(
                    Reason.OUT_OF_RANGE, XfsSuperblock.SB_SECTSIZE, "differs in the log");
        }
        return newer;
    }

    @Override
    public String type() {
        return "xfs";
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
        Inode root = inodes.get(volume.superblock().rootInode());
        InodeTypes.require(
                root.data().bytes(), Inode.DI_MODE, root.attributes().type(), FileType.DIRECTORY);
        return new XfsFile(volume, root);
    }

    @Override
    public StoredFile inode(long number) throws IOException {
        return new XfsFile(volume, inodes.getKnown(number));
    }

    @Override
    public List<StoredFile> orphans() throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (Inode inode : new Orphans(volume).all()) {
            files.add(new XfsFile(volume, inode));
        }
        return files;
    }

    @Override
    public void deleted(Visitor visitor) throws IOException {
        new DeletedInodes(volume).visit(visitor);
    }
}
