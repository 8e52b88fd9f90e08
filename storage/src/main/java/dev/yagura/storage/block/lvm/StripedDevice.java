package dev.yagura.storage.block.lvm;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Devices of one size, a stripe from each in turn. */
final class StripedDevice implements BlockDevice {
    private final List<BlockDevice> parts;
    private final long stripeBytes;
    private final long sizeBytes;

    /**
     * Makes a device of stripes.
     *
     * @param parts at least one, each of a whole number of stripes; closed with this device
     */
    StripedDevice(List<BlockDevice> parts, long stripeBytes) {
        this.parts = List.copyOf(parts);
        this.stripeBytes = stripeBytes;
        this.sizeBytes = parts.size() * parts.getFirst().sizeBytes();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int sectorBytes() {
        return parts.stream().mapToInt(BlockDevice::sectorBytes).max().orElseThrow();
    }

    @Override
    public boolean isLive() {
        return parts.stream().anyMatch(BlockDevice::isLive);
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        readBatch(List.of(new Read(offset, destination)));
    }

    @Override
    public void readBatch(List<Read> reads) throws IOException {
        List<List<Read>> byPart = new ArrayList<>();
        parts.forEach(part -> byPart.add(new ArrayList<>()));
        for (Read read : reads) {
            long length = read.destination().byteSize();
            DeviceReads.requireInside("striped volume", sizeBytes, read.offset(), length);
            long done = 0;
            while (done < length) {
                long at = read.offset() + done;
                long stripe = at / stripeBytes;
                long within = at % stripeBytes;
                long count = Math.min(length - done, stripeBytes - within);
                byPart.get((int) (stripe % parts.size()))
                        .add(
                                new Read(
                                        stripe / parts.size() * stripeBytes + within,
                                        read.destination().asSlice(done, count)));
                done += count;
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!byPart.get(i).isEmpty()) {
                parts.get(i).readBatch(byPart.get(i));
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (BlockDevice part : parts) {
            part.close();
        }
    }
}
