package dev.yagura.storage.block.qcow2;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.block.image.ImageResolver;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The disk in a qcow2 image, with what it is based upon.
 *
 * <p>A cluster whose place is not in the file is refused with {@link Reason#TRUNCATED} where QEMU
 * would show zeros. Tables of an image that changes are remembered from different moments; open
 * anew for a new look.
 */
public final class Qcow2Image implements BlockDevice {
    private static final int SECTOR_BYTES = 512;

    private final Qcow2Files files;
    private final Qcow2Header header;
    private final Optional<Qcow2Encryption> encryption;
    private final boolean locked;
    private final List<Qcow2Snapshot> snapshots;
    private final List<String> notes;
    private final ClusterMap map;
    private final CompressedClusters compressed;

    Qcow2Image(
            Qcow2Files files,
            Qcow2Header header,
            Optional<Qcow2Encryption> encryption,
            List<Qcow2Snapshot> snapshots,
            List<String> notes) {
        this(files, header, encryption, encryption.isPresent(), snapshots, notes);
    }

    private Qcow2Image(
            Qcow2Files files,
            Qcow2Header header,
            Optional<Qcow2Encryption> encryption,
            boolean locked,
            List<Qcow2Snapshot> snapshots,
            List<String> notes) {
        this.files = files;
        this.header = header;
        this.encryption = encryption;
        this.locked = locked;
        this.snapshots = List.copyOf(snapshots);
        this.notes = List.copyOf(notes);
        this.map = new ClusterMap(new ChunkCache(files.file()), header);
        this.compressed = new CompressedClusters(files.file(), header);
    }

    /** Returns whether a device starts as an image of this format does. */
    public static boolean isPresent(BlockDevice device) throws IOException {
        return device.sizeBytes() >= Integer.BYTES
                && DeviceReads.structure("image", device, 0, Integer.BYTES)
                                .u32be(new Field("magic", 0, 4))
                        == Qcow2Header.MAGIC;
    }

    /**
     * Opens an image.
     *
     * @param file closed with the image; still the caller's if this fails
     * @param others opens backing files and the external data file, by the names in the images
     * @throws MalformedStructureException if the header is damaged, names each other in a circle,
     *     or needs what this reader does not have
     * @throws IOException if a device fails, or {@code others} refuses a name
     */
    public static Qcow2Image open(BlockDevice file, ImageResolver others) throws IOException {
        return ImageChain.open(file, others);
    }

    /** Returns the internal snapshots, by name; their disks are not read. */
    public List<Qcow2Snapshot> snapshots() {
        return snapshots;
    }

    /**
     * Returns what a reader should know, in sentences for people: that the image was not closed, or
     * is marked as corrupt.
     */
    public List<String> notes() {
        return notes;
    }

    /** Returns how to open the encryption inside the image; empty if it has none. */
    public Optional<Qcow2Encryption> encryption() {
        return encryption;
    }

    /**
     * Returns the image with its data in the clear. Until then, reads of encrypted data are
     * refused.
     *
     * @param clear the opened volume of {@link #encryption()}; closed with the result
     * @throws IllegalStateException if the image is not encrypted
     */
    public Qcow2Image unlocked(BlockDevice clear) {
        if (encryption.isEmpty()) {
            throw new IllegalStateException("the image is not encrypted");
        }
        return new Qcow2Image(files.withData(clear), header, encryption, false, snapshots, notes);
    }

    @Override
    public long sizeBytes() {
        return header.sizeBytes();
    }

    @Override
    public int sectorBytes() {
        return SECTOR_BYTES;
    }

    @Override
    public boolean isLive() {
        return files.isLive();
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        readBatch(List.of(new Read(offset, destination)));
    }

    @Override
    public void readBatch(List<Read> reads) throws IOException {
        List<Read> fromData = new ArrayList<>();
        List<Read> fromBacking = new ArrayList<>();
        for (Read read : reads) {
            long length = read.destination().byteSize();
            DeviceReads.requireInside("qcow2 disk", sizeBytes(), read.offset(), length);
            long done = 0;
            while (done < length) {
                Run run = run(read.offset() + done, length - done);
                MemorySegment part = read.destination().asSlice(done, run.lengthBytes());
                switch (run) {
                    case Run.Zero zero -> part.fill((byte) 0);
                    case Run.Data data -> fromData.add(new Read(data.hostOffset(), part));
                    case Run.Backing backing -> addBacking(read.offset() + done, part, fromBacking);
                    case Run.Compressed cluster ->
                            MemorySegment.copy(
                                    MemorySegment.ofArray(compressed.read(cluster)),
                                    cluster.from(),
                                    part,
                                    0,
                                    part.byteSize());
                }
                done += run.lengthBytes();
            }
        }
        if (!fromData.isEmpty()) {
            requireUnlocked();
            files.data().readBatch(fromData);
        }
        BlockDevice backing = files.backing();
        if (backing != null && !fromBacking.isEmpty()) {
            backing.readBatch(fromBacking);
        }
    }

    /** Returns where bytes are; clusters of data that follow each other come as one. */
    private Run run(long offset, long length) throws IOException {
        Run run = map.find(offset);
        while (run.lengthBytes() < length && run instanceof Run.Data data) {
            Run next = map.find(offset + run.lengthBytes());
            if (!(next instanceof Run.Data more && data.continuedBy(more))) {
                break;
            }
            run = new Run.Data(data.hostOffset(), data.lengthBytes() + more.lengthBytes());
        }
        return run.lengthBytes() > length ? run.cut(length) : run;
    }

    private void addBacking(long offset, MemorySegment part, List<Read> reads) {
        @Nullable BlockDevice backing = files.backing();
        long there = backing == null ? 0 : Math.max(0, backing.sizeBytes() - offset);
        long count = Math.min(there, part.byteSize());
        if (count > 0) {
            reads.add(new Read(offset, part.asSlice(0, count)));
        }
        part.asSlice(count).fill((byte) 0);
    }

    private void requireUnlocked() throws MalformedStructureException {
        if (locked) {
            throw new MalformedStructureException(
                    Reason.UNSUPPORTED,
                    "qcow2 header",
                    "crypt_method",
                    32,
                    "is 2 (LUKS), and the image was not unlocked");
        }
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
