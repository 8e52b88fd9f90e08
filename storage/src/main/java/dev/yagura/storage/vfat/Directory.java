package dev.yagura.storage.vfat;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Entries of a directory. All of its clusters are looked at, as Linux does: an entry that was never
 * used ends it for other systems, and would hide from a reader what Linux shows.
 */
final class Directory {
    /** So many places for entries are looked at: sixteen times what the specification allows. */
    private static final int MAX_SLOTS = 1 << 20;

    private static final int PIECE_BYTES = 1 << 14;

    private final Volume volume;
    private final DirectoryEntry directory;

    Directory(Volume volume, DirectoryEntry directory) {
        this.volume = volume;
        this.directory = directory;
    }

    /** Told of what is in a directory. */
    interface Visitor {
        /** Takes a file; returns whether to go on. */
        boolean file(DirectoryEntry entry) throws IOException;

        /** Takes a deleted file; returns whether to go on. */
        default boolean deleted(DirectoryEntry entry) throws IOException {
            return true;
        }

        /** Takes 11 bytes of a label; returns whether to go on. */
        default boolean label(byte[] bytes) {
            return true;
        }
    }

    /**
     * Calls {@code visitor} for all entries until it returns false; returns whether it never did.
     *
     * @throws MalformedStructureException if the chain of its clusters is damaged
     */
    boolean visit(Visitor visitor) throws IOException {
        LongName longName = new LongName();
        BootSector boot = volume.boot();
        boolean fixedRoot =
                directory.attributes().inode() == DirectoryEntry.ROOT && boot.rootCluster() == 0;
        if (fixedRoot) {
            return visit(boot.fixedRootOffset(), boot.fixedRootBytes(), longName, visitor);
        }
        ClusterChain chain = new ClusterChain(volume, directory.firstCluster());
        long slots = 0;
        long cluster = directory.firstCluster();
        for (long index = 1; cluster != Volume.END; index++) {
            slots += boot.clusterBytes() / DirectoryEntry.SIZE;
            structure(MemorySegment.NULL)
                    .requireRange(new Field("entries", 0, 4), slots, 0, MAX_SLOTS);
            if (!visit(volume.offset(cluster), boot.clusterBytes(), longName, visitor)) {
                return false;
            }
            cluster = chain.at(index);
        }
        return true;
    }

    private boolean visit(long offset, long length, LongName longName, Visitor visitor)
            throws IOException {
        for (long done = 0; done < length; done += PIECE_BYTES) {
            int piece = (int) Math.min(PIECE_BYTES, length - done);
            MemorySegment bytes = volume.bytes(offset + done, piece);
            for (long at = 0; at < piece; at += DirectoryEntry.SIZE) {
                Structure slot = structure(bytes.asSlice(at, DirectoryEntry.SIZE));
                if (!visit(slot, (offset + done + at) / DirectoryEntry.SIZE, longName, visitor)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean visit(Structure slot, long number, LongName longName, Visitor visitor)
            throws IOException {
        DirectoryEntry.Kind kind = DirectoryEntry.kind(slot);
        if (kind == DirectoryEntry.Kind.LONG_NAME) {
            longName.add(slot);
            return true;
        }
        Optional<String> name = longName.take(DirectoryEntry.shortName(slot));
        return switch (kind) {
            case FILE -> visitor.file(DirectoryEntry.parse(volume.boot(), slot, number, name));
            case DELETED ->
                    visitor.deleted(
                            DirectoryEntry.parse(volume.boot(), slot, number, Optional.empty()));
            case LABEL -> visitor.label(DirectoryEntry.shortName(slot));
            case FREE, DOT, LONG_NAME -> true;
        };
    }

    private Structure structure(MemorySegment bytes) {
        return new Structure("fat directory " + directory.attributes().inode(), bytes);
    }
}
