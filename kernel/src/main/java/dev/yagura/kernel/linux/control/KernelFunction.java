package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.symbols.SymbolTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The code of one kernel function.
 *
 * @param name its symbol
 * @param gva where it starts
 * @param code its bytes, little-endian; up to the next symbol
 */
public record KernelFunction(String name, long gva, ByteBuffer code) {
    /** Functions that are read here are far smaller; x64_sys_call has 6 KiB. */
    private static final int MAX_BYTES = 64 << 10;

    /** Reads a function, or returns empty if the kernel has no such symbol. */
    public static Optional<KernelFunction> read(Kernel kernel, String name) throws IOException {
        OptionalLong start = kernel.symbols().address(name);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        int length = length(kernel.symbols(), start.getAsLong());
        byte[] bytes = kernel.memory().bytes(start.getAsLong(), length);
        return Optional.of(new KernelFunction(name, start.getAsLong(), wrap(bytes)));
    }

    /** Reads the first bytes of a function. */
    public static KernelFunction entry(Kernel kernel, String name, long gva, int lengthBytes)
            throws IOException {
        return new KernelFunction(name, gva, wrap(kernel.memory().bytes(gva, lengthBytes)));
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the distance to the next symbol, found by bisection; symbols are not all sorted. */
    private static int length(SymbolTable symbols, long start) {
        int inside = 0;
        int outside = 1;
        while (outside < MAX_BYTES && sameSymbol(symbols, start, outside)) {
            inside = outside;
            outside *= 2;
        }
        while (outside - inside > 1) {
            int middle = (inside + outside) >>> 1;
            if (sameSymbol(symbols, start, middle)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return outside;
    }

    private static boolean sameSymbol(SymbolTable symbols, long start, int offset) {
        return symbols.nearest(start + offset)
                .filter(nearest -> nearest.symbol().gva() == start)
                .isPresent();
    }

    /** Returns whether an address lies in the function. */
    public boolean contains(long address) {
        return Long.compareUnsigned(address - gva, code.limit()) < 0;
    }

    /** Returns whether {@code count} bytes can be read at an offset. */
    public boolean has(int offset, int count) {
        return offset >= 0 && count <= code.limit() - offset;
    }

    /** Returns an unsigned byte. */
    public int u8(int offset) {
        return Byte.toUnsignedInt(code.get(offset));
    }

    /** Returns a signed 32-bit value. */
    public int s32(int offset) {
        return code.getInt(offset);
    }

    /** Returns where a 32-bit displacement at an offset leads, counted from behind it. */
    public long relative32(int offset) {
        return gva + offset + Integer.BYTES + s32(offset);
    }

    /** Returns bytes in hexadecimal, as many as there are. */
    public String hex(int offset, int count) {
        byte[] bytes = new byte[Math.max(0, Math.min(count, code.limit() - offset))];
        code.get(offset, bytes);
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    /** Returns whether a direct call or jump to a target starts anywhere in the function. */
    public boolean callsOrJumpsTo(long target) {
        for (int offset = 0; has(offset, 5); offset++) {
            int opcode = u8(offset);
            if ((opcode == 0xE8 || opcode == 0xE9) && relative32(offset + 1) == target) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether an absolute 32-bit address, sign-extended, stands anywhere in it. */
    public boolean mentions(long address) {
        for (int offset = 0; has(offset, 4); offset++) {
            if (s32(offset) == address) {
                return true;
            }
        }
        return false;
    }
}
