package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A device out of an input. */
record InputDevice(MemorySegment bytes) implements BlockDevice {
    private static final int BLOCK = 4096;

    /** Returns a device whose bytes are those of the input. */
    static InputDevice of(byte[] input) {
        return new InputDevice(MemorySegment.ofArray(input).asReadOnly());
    }

    /**
     * Returns a device of some length, of which the input holds blocks of 4096 bytes, each behind
     * its number of four bytes, little-endian. What is not there is zero.
     */
    static InputDevice ofBlocks(byte[] input, int blocks) {
        byte[] whole = new byte[blocks * BLOCK];
        ByteBuffer rest = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() > Integer.BYTES) {
            int number = Integer.remainderUnsigned(rest.getInt(), blocks);
            rest.get(whole, number * BLOCK, Math.min(BLOCK, rest.remaining()));
        }
        return of(whole);
    }

    @Override
    public long sizeBytes() {
        return bytes.byteSize();
    }

    @Override
    public int sectorBytes() {
        return 512;
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        if (offset < 0 || offset > bytes.byteSize() - destination.byteSize()) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED, "input", "end", offset, "is before what is read");
        }
        MemorySegment.copy(bytes, offset, destination, 0, destination.byteSize());
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }
}
