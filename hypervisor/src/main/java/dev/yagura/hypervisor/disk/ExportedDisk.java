package dev.yagura.hypervisor.disk;

import dev.yagura.channel.nbd.RemoteDisk;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A disk that QEMU exports for this process, until it is closed. */
final class ExportedDisk implements BlockDevice {
    /** Ends the export. */
    @FunctionalInterface
    interface End {
        void run() throws IOException;
    }

    private final RemoteDisk disk;
    private final End end;

    ExportedDisk(RemoteDisk disk, End end) {
        this.disk = disk;
        this.end = end;
    }

    @Override
    public long sizeBytes() {
        return disk.sizeBytes();
    }

    @Override
    public int sectorBytes() {
        return disk.sectorBytes();
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        disk.read(offset, destination);
    }

    @Override
    public void readBatch(List<Read> reads) throws IOException {
        disk.readBatch(reads);
    }

    @Override
    public void close() throws IOException {
        disk.close();
        end.run();
    }
}
