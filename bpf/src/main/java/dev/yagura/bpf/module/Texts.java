package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strings and buffers of a module: zero-terminated bytes, its own or the guest's. */
final class Texts {
    /** Longest string that is taken; what is longer is cut. */
    static final int MAX_BYTES = 4096;

    /** Largest buffer that is filled or read at once. */
    static final int MAX_BUFFER = 1 << 20;

    private final Work work;

    Texts(Work work) {
        this.work = work;
    }

    /** Returns a string, cut at {@link #MAX_BYTES}. */
    String read(Memory memory, long address) throws Trap, IOException {
        return new String(bytes(memory, address, MAX_BYTES), StandardCharsets.UTF_8);
    }

    /** Returns the bytes of a string up to its zero or the limit. */
    byte[] bytes(Memory memory, long address, int limit) throws Trap, IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < limit; i++) {
            int next = (int) memory.load1(address + i);
            if (next == 0) {
                break;
            }
            text.write(next);
        }
        work.spend(text.size());
        return text.toByteArray();
    }

    /** Writes a string into a buffer, cut to fit, and returns how many bytes it has there. */
    int write(Memory memory, long buffer, long size, String text) throws Trap {
        return write(memory, buffer, size, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes and a zero into a buffer, cut to fit, and returns how many fitted. */
    int write(Memory memory, long buffer, long size, byte[] text) throws Trap {
        if (size == 0) {
            return 0;
        }
        int length = (int) Math.min(text.length, bufferSize(size) - 1L);
        memory.store(buffer, Arrays.copyOf(text, length + 1), length);
        memory.store1(buffer + length, 0);
        work.spend(length);
        return length;
    }

    /** Returns the size of a buffer, which must be one that can be. */
    int bufferSize(long size) throws Trap {
        if (size < 0 || size > MAX_BUFFER) {
            throw new Trap(
                    ProgramFault.Kind.HELPER,
                    size,
                    "a buffer of %s bytes, expected at most %d"
                            .formatted(Long.toUnsignedString(size), MAX_BUFFER));
        }
        work.spend(size);
        return (int) size;
    }
}
