import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The loops that {@code benchmarks/bpf} measures, as BPF instructions. Register 1 is the address of
 * {@link #MEMORY_BYTES} of memory, register 2 their number.
 *
 * <p>Argument: a folder, into which each loop is written for others to run: {@code NAME.code},
 * {@code NAME.memory}, {@code NAME.count}.
 */
enum BpfLoops {
    /** Adds and exclusive ors in registers: 4 instructions a round. */
    ALU {
        @Override
        void write() {
            immediate(MOV, 0, 0);
            immediate(MOV, 3, ROUNDS);
            int loop = here();
            register(ADD, 0, 3);
            immediate(XOR, 0, 0x5a5a);
            immediate(SUB, 3, 1);
            back(JNE, 3, 0, loop);
            count(4L * ROUNDS);
        }
    },
    /** Adds up the memory, eight bytes after eight bytes: 4 instructions a load. */
    LOADS {
        @Override
        void write() {
            int passes = 1000;
            immediate(MOV, 0, 0);
            immediate(MOV, 3, passes);
            int pass = here();
            register(MOV, 4, 1);
            register(MOV, 5, 1);
            register(ADD, 5, 2);
            int loop = here();
            load(DOUBLE, 6, 4);
            register(ADD, 0, 6);
            immediate(ADD, 4, 8);
            backBelow(4, 5, loop);
            immediate(SUB, 3, 1);
            back(JNE, 3, 0, pass);
            count(passes * (4L * MEMORY_BYTES / 8 + 5));
        }
    },
    /** Follows pointers that lead all over the memory: 3 instructions a load, each waits. */
    CHASE {
        @Override
        void write() {
            immediate(MOV, 3, ROUNDS);
            register(MOV, 0, 1);
            int loop = here();
            load(DOUBLE, 0, 0);
            immediate(SUB, 3, 1);
            back(JNE, 3, 0, loop);
            count(3L * ROUNDS);
        }

        @Override
        byte[] memory(long base) {
            ByteBuffer memory = ByteBuffer.allocate(MEMORY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            List<Integer> order = new ArrayList<>();
            for (int at = 8; at < MEMORY_BYTES; at += 8) {
                order.add(at);
            }
            java.util.Collections.shuffle(order, new Random(1));
            int from = 0;
            for (int to : order) {
                memory.putLong(from, base + to);
                from = to;
            }
            memory.putLong(from, base);
            return memory.array();
        }
    },
    /** Strikes out the multiples of each number that is not struck out: 3 instructions a store. */
    SIEVE {
        private static final int PASSES = 100;
        private static final int LIMIT = 256;

        @Override
        void write() {
            immediate(MOV, 9, PASSES);
            int pass = here();
            immediate(MOV, 5, 2);
            int next = here();
            register(MOV, 6, 1);
            register(ADD, 6, 5);
            load(BYTE, 7, 6);
            forwardEqual(7, 9, 7);
            register(ADD, 6, 5);
            register(MOV, 8, 1);
            register(ADD, 8, 2);
            slot(JGE_X | 6 << 8 | 8 << 12 | 3 << 16);
            int inner = here();
            store(BYTE, 6, 9);
            register(ADD, 6, 5);
            backBelow(6, 8, inner);
            immediate(ADD, 5, 1);
            back(JLT, 5, LIMIT, next);
            immediate(SUB, 9, 1);
            back(JNE, 9, 0, pass);
            immediate(MOV, 0, 0);
            count(counted());
        }

        /** The same in Java, counting. */
        private static long counted() {
            byte[] memory = new byte[MEMORY_BYTES];
            long count = 2;
            for (int pass = PASSES; pass > 0; pass--) {
                count++;
                for (int number = 2; number < LIMIT; number++) {
                    count += 4 + 2;
                    if (memory[number] == pass) {
                        continue;
                    }
                    count += 4;
                    for (int at = 2 * number; at < MEMORY_BYTES; at += number) {
                        memory[at] = (byte) pass;
                        count += 3;
                    }
                }
                count += 2;
            }
            return count;
        }
    },
    /** Two thousand instructions without a jump, again and again: more than HotSpot compiles. */
    LONG {
        private static final int LENGTH = 2000;

        @Override
        void write() {
            int rounds = 10_000;
            immediate(MOV, 0, 1);
            immediate(MOV, 4, 2);
            immediate(MOV, 3, rounds);
            int loop = here();
            for (int i = 0; i < LENGTH; i += 4) {
                register(ADD, 0, 4);
                immediate(XOR, 4, i);
                register(SUB, 4, 0);
                immediate(ADD, 0, i);
            }
            immediate(SUB, 3, 1);
            back(JNE, 3, 0, loop);
            count((long) rounds * (LENGTH + 2));
        }
    };

    /** Fits into the first caches, as what a detector looks at again and again does. */
    static final int MEMORY_BYTES = 64 << 10;

    private static final int ROUNDS = 10_000_000;
    private static final int ADD = 0x07;
    private static final int SUB = 0x17;
    private static final int XOR = 0xA7;
    private static final int MOV = 0xB7;
    private static final int BY_REGISTER = 0x08;
    private static final int JNE = 0x55;
    private static final int JLT = 0xA5;
    private static final int JEQ_X = 0x1D;
    private static final int JGE_X = 0x3D;
    private static final int JLT_X = 0xAD;
    private static final int DOUBLE = 0x18;
    private static final int BYTE = 0x10;
    private static final int LOAD = 0x61;
    private static final int STORE = 0x63;
    private static final int EXIT = 0x95;

    private final List<Long> slots = new ArrayList<>();
    private long count;

    BpfLoops() {
        write();
        slot(EXIT);
        count++;
    }

    abstract void write();

    /** Returns what is in memory at the start, if the memory is at this address. */
    byte[] memory(long base) {
        return new byte[MEMORY_BYTES];
    }

    /** Returns the instructions. */
    long[] slots() {
        return slots.stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns how many instructions one run executes, some at its start and end left out. */
    long count() {
        return count;
    }

    void count(long executed) {
        count = executed;
    }

    int here() {
        return slots.size();
    }

    void slot(long value) {
        slots.add(value);
    }

    void immediate(int opcode, int to, int value) {
        slot(opcode | (long) to << 8 | (long) value << 32);
    }

    void register(int opcode, int to, int from) {
        slot(opcode | BY_REGISTER | to << 8 | from << 12);
    }

    void load(int size, int to, int base) {
        slot(LOAD | size | to << 8 | base << 12);
    }

    void store(int size, int base, int from) {
        slot(STORE | size | base << 8 | from << 12);
    }

    void back(int opcode, int left, int right, int target) {
        slot(opcode | (long) left << 8 | distance(target) << 16 | (long) right << 32);
    }

    void backBelow(int left, int right, int target) {
        slot(JLT_X | left << 8 | right << 12 | distance(target) << 16);
    }

    void forwardEqual(int left, int right, int over) {
        slot(JEQ_X | left << 8 | right << 12 | (long) over << 16);
    }

    private long distance(int target) {
        return (target - here() - 1) & 0xFFFFL;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        for (BpfLoops loop : values()) {
            long[] slots = loop.slots();
            ByteBuffer code =
                    ByteBuffer.allocate(slots.length * 8).order(ByteOrder.LITTLE_ENDIAN);
            code.asLongBuffer().put(slots);
            Files.write(folder.resolve(loop + ".code"), code.array());
            Files.write(folder.resolve(loop + ".memory"), loop.memory(0));
            Files.writeString(folder.resolve(loop + ".count"), Long.toString(loop.count()));
        }
    }
}
