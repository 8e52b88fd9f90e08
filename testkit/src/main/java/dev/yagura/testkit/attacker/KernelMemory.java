package dev.yagura.testkit.attacker;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.host.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A guest's kernel memory, read and written by guest-virtual address through QEMU alone. */
final class KernelMemory {
    private final Guest guest;
    private final Path scratch;

    KernelMemory(Guest guest) {
        this.guest = guest;
        this.scratch = guest.directory().resolve("attacker.bin");
    }

    /**
     * Something done to memory that must not change under way.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    interface Edit<T> {
        T apply() throws IOException;
    }

    /** Does something while the guest stands still; it runs again after, if it ran before. */
    synchronized <T> T whileStopped(Edit<T> edit) throws IOException {
        boolean ran = guest.isRunning();
        if (ran) {
            guest.stop();
        }
        try {
            return edit.apply();
        } finally {
            if (ran) {
                guest.cont();
            }
        }
    }

    /** Reads bytes. */
    byte[] read(long gva, int lengthBytes) throws IOException {
        guest.monitor()
                .execute(
                        "memsave",
                        "{\"val\": %d, \"size\": %d, \"filename\": %s, \"cpu-index\": 0}"
                                .formatted(gva, lengthBytes, Json.quote(scratch.toString())));
        byte[] bytes = Files.readAllBytes(scratch);
        if (bytes.length != lengthBytes) {
            throw new IOException(
                    "QMP: memsave at 0x%x gave %d bytes, expected %d"
                            .formatted(gva, bytes.length, lengthBytes));
        }
        return bytes;
    }

    /** Reads a 64-bit value. */
    long u64(long gva) throws IOException {
        return littleEndian(read(gva, Long.BYTES)).getLong();
    }

    /** Reads a 32-bit value. */
    int s32(long gva) throws IOException {
        return littleEndian(read(gva, Integer.BYTES)).getInt();
    }

    /** Writes a 64-bit value. */
    void write64(long gva, long value) throws IOException {
        write(
                gva,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    /** Writes a 32-bit value. */
    void write32(long gva, int value) throws IOException {
        write(
                gva,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(value)
                        .array());
    }

    /** Writes bytes. */
    void write(long gva, byte[] bytes) throws IOException {
        try (DebuggerStub stub = DebuggerStub.connect(guest.debugSocket())) {
            stub.write(gva, bytes);
        }
    }

    /** Wraps bytes of the guest to take numbers out of them. */
    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
