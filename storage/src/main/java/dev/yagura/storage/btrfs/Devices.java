package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;

/** Logical addresses: which chunk they are in, and by it where on the devices. */
final class Devices {
    /** So many chunks are taken: of 1 GiB each they would be a petabyte. */
    private static final int MAX_CHUNKS = 1 << 20;

    private static final Field LOGICAL = new Field("logical address", 0, 8);
    private static final Field DEVID = new Field("stripe.devid", 48, 8);

    private final Map<Long, BlockDevice> devices;
    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();

    /**
     * Makes a map without chunks.
     *
     * @param devices by their number in the filesystem
     */
    Devices(Map<Long, BlockDevice> devices) {
        this.devices = Map.copyOf(devices);
    }

    /** Adds a chunk; one that is known already is left as it is. */
    void add(Chunk chunk) throws MalformedStructureException {
        Map.Entry<Long, Chunk> before = chunks.floorEntry(chunk.logical());
        if (before != null && before.getKey() == chunk.logical()) {
            return;
        }
        Map.Entry<Long, Chunk> after = chunks.higherEntry(chunk.logical());
        boolean overlaps =
                before != null
                        && before.getKey() + before.getValue().lengthBytes() > chunk.logical();
        if (overlaps || (after != null && chunk.logical() + chunk.lengthBytes() > after.getKey())) {
            throw refused(Reason.OUT_OF_RANGE, chunk.logical(), "is that of overlapping chunks");
        }
        if (chunks.size() >= MAX_CHUNKS) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    chunk.logical(),
                    "is of more than %d".formatted(MAX_CHUNKS));
        }
        chunks.put(chunk.logical(), chunk);
    }

    /** Returns the chunks, by their addresses. */
    Iterable<Chunk> chunks() {
        return chunks.values();
    }

    /** Returns how many copies there are of what is at an address. */
    int copies(long logical) throws MalformedStructureException {
        return chunk(logical).copies();
    }

    /**
     * Copies bytes.
     *
     * @param logical address of the first; the others are in the same chunk
     * @param copy which copy of them, from 0
     * @throws MalformedStructureException if there are no such bytes, or they are on a device that
     *     is not there
     */
    void read(long logical, int copy, MemorySegment destination) throws IOException {
        Chunk chunk = chunk(logical);
        long offset = logical - chunk.logical();
        long length = destination.byteSize();
        if (length > chunk.lengthBytes() - offset) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    logical,
                    "is followed by %d bytes of its chunk, expected %d"
                            .formatted(chunk.lengthBytes() - offset, length));
        }
        long done = 0;
        while (done < length) {
            Chunk.Place place = chunk.place(offset + done, copy);
            long part = Math.min(place.lengthBytes(), length - done);
            BlockDevice device = devices.get(place.device());
            if (device == null) {
                throw chunk.structure()
                        .malformed(
                                Reason.UNSUPPORTED,
                                DEVID,
                                "is %s: a device that is not given, of which there are %s"
                                        .formatted(
                                                Long.toUnsignedString(place.device()),
                                                devices.keySet()));
            }
            read(device, place.offset(), destination.asSlice(done, part));
            done += part;
        }
    }

    private static void read(BlockDevice device, long offset, MemorySegment destination)
            throws IOException {
        DeviceReads.requireInside(
                "btrfs device", device.sizeBytes(), offset, destination.byteSize());
        device.read(offset, destination);
    }

    private Chunk chunk(long logical) throws MalformedStructureException {
        Map.Entry<Long, Chunk> entry = chunks.floorEntry(logical);
        if (entry == null || logical - entry.getKey() >= entry.getValue().lengthBytes()) {
            throw refused(Reason.OUT_OF_RANGE, logical, "is in no chunk");
        }
        return entry.getValue();
    }

    private static MalformedStructureException refused(Reason reason, long logical, String detail) {
        return new Structure("btrfs 0x" + Long.toHexString(logical), MemorySegment.NULL)
                .malformed(reason, LOGICAL, detail);
    }
}
