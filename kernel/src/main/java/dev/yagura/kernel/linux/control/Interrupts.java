package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.Symbols;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The interrupt descriptor table that Linux keeps for all CPUs, {@code idt_table} in {@code
 * arch/x86/kernel/idt.c}. What a CPU's register points to is not read here.
 */
public final class Interrupts {
    /** {@code IDT_ENTRIES}, arch/x86/include/asm/segment.h. */
    private static final int VECTORS = 256;

    private static final int DESCRIPTOR_BYTES = 16;

    private Interrupts() {}

    /**
     * Returns all 256 gates, ascending by vector.
     *
     * @throws IOException if the table is not mapped or cannot be read
     */
    public static List<InterruptGate> read(Kernel kernel) throws IOException {
        long table = Symbols.require(kernel, "idt_table");
        ByteBuffer bytes =
                ByteBuffer.wrap(kernel.memory().bytes(table, VECTORS * DESCRIPTOR_BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        List<InterruptGate> gates = new ArrayList<>();
        for (int vector = 0; vector < VECTORS; vector++) {
            int at = vector * DESCRIPTOR_BYTES;
            gates.add(
                    InterruptGate.of(vector, table + at, bytes.getLong(at), bytes.getLong(at + 8)));
        }
        return gates;
    }
}
