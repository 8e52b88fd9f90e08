package dev.yagura.storage.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Devices one after the other, as one device. */
public final class JoinedDevice implements BlockDevice {
    private final String name;
    private final TreeMap<Long, BlockDevice> parts = new TreeMap<>();
    private final long sizeBytes;

    /**
     * Joins devices.
     *
     * @param name how messages call the whole
     * @param parts at least one; closed with this device
     * @throws IllegalArgumentException if there are none, or the sizes add up to 2^63 or more
     */
    public JoinedDevice(String name, List<? extends BlockDevice> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException(name + " has no parts");
        }
        this.name = name;
        long end = 0;
        for (BlockDevice part : parts) {
            if (part.sizeBytes() > Long.MAX_VALUE - end) {
                throw new IllegalArgumentException(name + " is too large");
            }
            if (part.sizeBytes() > 0) {
                this.parts.put(end, part);
            }
            end += part.sizeBytes();
        }
        this.sizeBytes = end;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int sectorBytes() {
        return parts.values().stream().mapToInt(BlockDevice::sectorBytes).max().orElse(512);
    }

    @Override
    public boolean isLive() {
        return parts.values().stream().anyMatch(BlockDevice::isLive);
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        readBatch(List.of(new Read(offset, destination)));
    }

    @Override
    public void readBatch(List<Read> reads) throws IOException {
        Map<Long, List<Read>> byPart = new TreeMap<>();
        for (Read read : reads) {
            long length = read.destination().byteSize();
            DeviceReads.requireInside(name, sizeBytes, read.offset(), length);
            long done = 0;
            while (done < length) {
                long at = read.offset() + done;
                Map.Entry<Long, BlockDevice> part = parts.floorEntry(at);
                long within = at - part.getKey();
                long count = Math.min(length - done, part.getValue().sizeBytes() - within);
                byPart.computeIfAbsent(part.getKey(), start -> new ArrayList<>())
                        .add(new Read(within, read.destination().asSlice(done, count)));
                done += count;
            }
        }
        for (Map.Entry<Long, List<Read>> part : byPart.entrySet()) {
            BlockDevice device = parts.floorEntry(part.getKey()).getValue();
            device.readBatch(part.getValue());
        }
    }

    @Override
    public void close() throws IOException {
        for (BlockDevice part : parts.values()) {
            part.close();
        }
    }
}
