package dev.yagura.bpf.load;

import dev.yagura.bpf.isa.Slot;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bpf.object.ObjectRelocation;
import dev.yagura.bpf.run.Function;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.image.ElfFile;
import dev.yagura.kernel.linux.image.ElfSymbols;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The functions of an object: by its symbols, by its calls, and with the frames that it records.
 */
final class Functions {
    private static final int FUNCTION = 2; // STT_FUNC
    private static final int MAX_STACK_BYTES = 1 << 20;
    private static final int MAX_SHIFT = 28;

    private final BpfObject object;
    private final Layout layout;
    private final TreeMap<Integer, String> names = new TreeMap<>();
    private final Map<Integer, Integer> stackBytes = new HashMap<>();

    /**
     * Finds the functions.
     *
     * @param code linked
     */
    Functions(BpfObject object, Layout layout, Code code) throws MalformedStructureException {
        this.object = object;
        this.layout = layout;
        for (ElfSymbols.Entry symbol : object.symbols()) {
            OptionalInt start = symbol.type() == FUNCTION ? start(symbol, 0) : OptionalInt.empty();
            start.ifPresent(at -> names.putIfAbsent(at, symbol.name()));
        }
        for (ElfFile.Section section : layout.code()) {
            names.putIfAbsent(layout.firstInstruction(section), section.name());
        }
        addCalled(code.slots());
        for (ElfFile.Section section : object.sections()) {
            if (section.name().equals(".stack_sizes") && section.isInFile()) {
                readStackSizes(section);
            }
        }
    }

    private OptionalInt start(ElfSymbols.Entry symbol, long addend) {
        Optional<ElfFile.Section> section = layout.codeAt(symbol.section());
        long offset = symbol.value() + addend;
        return section.isEmpty()
                        || offset < 0
                        || offset >= section.get().size()
                        || offset % Slot.BYTES != 0
                ? OptionalInt.empty()
                : OptionalInt.of(
                        layout.firstInstruction(section.get()) + (int) (offset / Slot.BYTES));
    }

    /** Adds what is called without a symbol of its own. */
    private void addCalled(long[] slots) {
        for (int at = 0; at < slots.length; at++) {
            long target = at + 1L + Slot.immediate(slots[at]);
            if (Slot.opcode(slots[at]) == Slot.CALL
                    && Slot.source(slots[at]) == Slot.CALL_LOCAL
                    && target >= 0
                    && target < slots.length) {
                names.putIfAbsent((int) target, "function_" + target);
            }
        }
    }

    /** Reads a section of -fstack-size-section: an address and a size in ULEB128, repeated. */
    private void readStackSizes(ElfFile.Section section) throws MalformedStructureException {
        Map<Integer, ObjectRelocation> byOffset = new HashMap<>();
        for (ObjectRelocation relocation : object.relocations(section)) {
            byOffset.put(relocation.offset(), relocation);
        }
        ByteBuffer bytes = ByteBuffer.wrap(object.bytes(section)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.remaining() > Long.BYTES) {
            ObjectRelocation relocation = byOffset.get(bytes.position());
            long addend = bytes.getLong();
            int size = unsignedLeb128(bytes, section);
            if (relocation != null) {
                start(relocation.symbol(), addend)
                        .ifPresent(start -> stackBytes.put(start, (size + 7) & -8));
            }
        }
    }

    private int unsignedLeb128(ByteBuffer bytes, ElfFile.Section section)
            throws MalformedStructureException {
        int value = 0;
        for (int shift = 0; shift < MAX_SHIFT && bytes.hasRemaining(); shift += 7) {
            int next = bytes.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0 && value <= MAX_STACK_BYTES) {
                return value;
            }
        }
        throw new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                object.name(),
                section.name(),
                bytes.position(),
                "is a frame of more than " + MAX_STACK_BYTES + " bytes, or cut off");
    }

    /** Returns the functions, in the order of their instructions. */
    List<Function> list() throws MalformedStructureException {
        if (names.isEmpty()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, object.name(), "sections", 0, "hold no code");
        }
        List<Function> functions = new ArrayList<>();
        for (Map.Entry<Integer, String> entry : names.entrySet()) {
            int start = entry.getKey();
            Integer next = names.higherKey(start);
            functions.add(
                    new Function(
                            entry.getValue(),
                            start,
                            next == null ? layout.instructions() : next,
                            stackBytes.getOrDefault(start, Function.DEFAULT_STACK_BYTES)));
        }
        return functions;
    }
}
