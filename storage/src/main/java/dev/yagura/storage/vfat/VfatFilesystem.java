package dev.yagura.storage.vfat;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.Filesystem;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** A FAT12, FAT16 or FAT32 filesystem; see {@code docs/storage.md} for what is refused. */
public final class VfatFilesystem implements Filesystem {
    /** Where FAT32 keeps a copy of the boot sector, by default; in sectors. */
    private static final int BACKUP_SECTOR = 6;

    private static final int[] SECTOR_BYTES = {512, 1024, 2048, 4096};

    private static final String NO_LABEL = "NO NAME";

    private final Volume volume;
    private final String label;
    private final List<String> notes;

    private VfatFilesystem(Volume volume, String label, List<String> notes) {
        this.volume = volume;
        this.label = label;
        this.notes = List.copyOf(notes);
    }

    /** Returns whether {@code device} begins with a boot sector whose values all fit. */
    public static boolean isPresent(BlockDevice device) throws IOException {
        if (device.sizeBytes() < BootSector.SIZE) {
            return false;
        }
        try {
            BootSector.parse(sector(new ChunkCache(device), 0));
            return true;
        } catch (MalformedStructureException e) {
            return false;
        }
    }

    /**
     * Opens the filesystem on {@code device}.
     *
     * @param policy asked where the boot sector is damaged and there is a copy; the format has no
     *     checksums
     * @throws MalformedStructureException with reason {@code BAD_MAGIC} if there is none, and
     *     others if it is damaged
     * @throws IOException if the device fails
     */
    public static VfatFilesystem open(BlockDevice device, ChecksumPolicy policy)
            throws IOException {
        ChunkCache cache = new ChunkCache(device);
        List<String> notes = new ArrayList<>();
        Volume volume = new Volume(boot(cache, policy, notes), cache);
        addState(volume, notes);
        return new VfatFilesystem(volume, label(volume, policy), notes);
    }

    @Override
    public String type() {
        return "vfat";
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public UUID uuid() {
        return new UUID(0, volume.boot().serial());
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public String description() {
        return label.isEmpty()
                ? "vfat %08X".formatted(volume.boot().serial())
                : "vfat \"" + label + "\"";
    }

    @Override
    public StoredFile root() {
        return new VfatFile(volume, DirectoryEntry.root(volume.boot()));
    }

    /**
     * Returns a file by the place of its entry, as {@link StoredFile.Entry} gives it. There is no
     * list of the places that hold entries: other numbers may lead to bytes that look like one.
     */
    @Override
    public StoredFile inode(long number) throws IOException {
        return new VfatFile(volume, Entries.at(volume, number));
    }

    /** Returns nothing: the format cannot keep what has no name. */
    @Override
    public List<StoredFile> orphans() {
        return List.of();
    }

    /**
     * Searches the directories for deleted entries. What is left of one is all but the first letter
     * of its name and the chain of its clusters, which are taken to have been in a row.
     */
    @Override
    public void deleted(Visitor visitor) throws IOException {
        Deque<DirectoryEntry> ahead = new ArrayDeque<>(List.of(DirectoryEntry.root(volume.boot())));
        Set<Long> seen = new HashSet<>();
        while (!ahead.isEmpty()) {
            DirectoryEntry directory = ahead.pop();
            if (seen.add(directory.firstCluster()) && !deleted(directory, ahead, visitor)) {
                return;
            }
        }
    }

    private boolean deleted(DirectoryEntry directory, Deque<DirectoryEntry> ahead, Visitor visitor)
            throws IOException {
        List<DirectoryEntry> found = new ArrayList<>();
        try {
            new Directory(volume, directory)
                    .visit(
                            new Directory.Visitor() {
                                @Override
                                public boolean file(DirectoryEntry entry) {
                                    return entry.attributes().type() != FileType.DIRECTORY
                                            || ahead.add(entry);
                                }

                                @Override
                                public boolean deleted(DirectoryEntry entry) {
                                    return found.add(entry);
                                }
                            });
        } catch (MalformedStructureException e) {
            // What was found until there counts; a walk over the tree reports the damage.
        }
        for (DirectoryEntry entry : found) {
            if (!visitor.visit(new VfatFile(volume, entry))) {
                return false;
            }
        }
        return true;
    }

    private static BootSector boot(ChunkCache cache, ChecksumPolicy policy, List<String> notes)
            throws IOException {
        try {
            return BootSector.parse(sector(cache, 0));
        } catch (MalformedStructureException e) {
            Optional<BootSector> copy = bootCopy(cache);
            if (copy.isEmpty()) {
                throw e;
            }
            policy.found(e);
            notes.add("the boot sector is damaged; its copy is used");
            return copy.get();
        }
    }

    private static Optional<BootSector> bootCopy(ChunkCache cache) throws IOException {
        for (int sectorBytes : SECTOR_BYTES) {
            try {
                BootSector copy =
                        BootSector.parse(sector(cache, (long) BACKUP_SECTOR * sectorBytes));
                if (copy.width() == 32 && copy.sectorBytes() == sectorBytes) {
                    return Optional.of(copy);
                }
            } catch (MalformedStructureException e) {
                // No copy here: the next place is looked at.
            }
        }
        return Optional.empty();
    }

    private static void addState(Volume volume, List<String> notes) throws IOException {
        int width = volume.boot().width();
        // The table's entry 1 has two flags that are clear for trouble; FAT12 has no room for them.
        long flags = width == 12 ? 3L : volume.entry(1) >>> (width == 32 ? 26 : 14);
        if (volume.boot().dirty() || (flags & 2) == 0) {
            notes.add("the volume was not unmounted: what was written last may be torn");
        }
        if ((flags & 1) == 0) {
            notes.add("the volume says that reading or writing it has failed before");
        }
    }

    /** The label is an entry of the root directory; a copy of it in the boot sector may be old. */
    private static String label(Volume volume, ChecksumPolicy policy) throws IOException {
        AtomicReference<byte[]> found = new AtomicReference<>(volume.boot().label());
        try {
            new Directory(volume, DirectoryEntry.root(volume.boot()))
                    .visit(
                            new Directory.Visitor() {
                                @Override
                                public boolean file(DirectoryEntry entry) {
                                    return true;
                                }

                                @Override
                                public boolean label(byte[] bytes) {
                                    found.setPlain(bytes);
                                    return false;
                                }
                            });
        } catch (MalformedStructureException e) {
            policy.found(e);
        }
        String label = ShortName.label(found.getPlain());
        return label.equals(NO_LABEL) ? "" : label;
    }

    private static Structure sector(ChunkCache cache, long offset) throws IOException {
        return new Structure("fat boot sector", cache.read(offset, BootSector.SIZE));
    }
}
