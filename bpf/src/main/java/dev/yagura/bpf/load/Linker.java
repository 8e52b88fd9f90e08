package dev.yagura.bpf.load;

import dev.yagura.bpf.isa.Slot;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bpf.object.ObjectRelocation;
import dev.yagura.bpf.run.Image;
import dev.yagura.bpf.run.Program;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.image.ElfFile;
import dev.yagura.kernel.linux.image.ElfSymbols;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/** Puts addresses into code and data, now that it is known where everything is. */
final class Linker {
    private final BpfObject object;
    private final Layout layout;
    private final Code code;
    private final KernelSymbols symbols;
    private final ByteBuffer image;

    Linker(BpfObject object, Layout layout, Code code, KernelSymbols symbols) {
        this.object = object;
        this.layout = layout;
        this.code = code;
        this.symbols = symbols;
        this.image = ByteBuffer.allocate(layout.imageBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Changes the code in place, and fills the image. */
    void link() throws MalformedStructureException {
        for (ElfFile.Section section : layout.code()) {
            for (ObjectRelocation relocation : object.relocations(section)) {
                linkCode(section, relocation);
            }
        }
        for (ElfFile.Section section : layout.data()) {
            int offset = layout.imageOffset(section);
            image.put(offset, object.bytes(section));
            for (ObjectRelocation relocation : object.relocations(section)) {
                linkData(section, offset + relocation.offset(), relocation);
            }
        }
    }

    /** Returns constants and variables, once linked. */
    Image image() {
        return new Image(image.array(), layout.constantBytes());
    }

    private void linkCode(ElfFile.Section section, ObjectRelocation relocation)
            throws MalformedStructureException {
        if (relocation.offset() % Slot.BYTES != 0) {
            throw malformed(section, relocation, "lies within an instruction");
        }
        int at = layout.firstInstruction(section) + relocation.offset() / Slot.BYTES;
        switch (relocation.type()) {
            case ObjectRelocation.LOAD_64 -> linkLoad(section, at, relocation);
            case ObjectRelocation.CALL_32 -> linkCall(section, at, relocation);
            default -> throw malformed(section, relocation, "is of type " + relocation.type());
        }
    }

    private void linkLoad(ElfFile.Section section, int at, ObjectRelocation relocation)
            throws MalformedStructureException {
        long[] slots = code.slots();
        boolean whole =
                Slot.opcode(slots[at]) == Slot.LOAD_IMMEDIATE
                        && Slot.source(slots[at]) == 0
                        && relocation.offset() + 2L * Slot.BYTES <= section.size();
        if (!whole) {
            throw malformed(section, relocation, "is not of a load of 64 bits");
        }
        long value = address(section, relocation, Slot.immediate(slots[at]));
        slots[at] = Slot.withImmediate(slots[at], (int) value);
        slots[at + 1] = Slot.withImmediate(slots[at + 1], (int) (value >>> 32));
    }

    private void linkCall(ElfFile.Section section, int at, ObjectRelocation relocation)
            throws MalformedStructureException {
        long[] slots = code.slots();
        if (Slot.opcode(slots[at]) != Slot.CALL || Slot.source(slots[at]) != Slot.CALL_LOCAL) {
            throw malformed(section, relocation, "is not of a call");
        }
        ElfFile.Section called =
                layout.codeAt(relocation.symbol().section())
                        .orElseThrow(() ->
                                malformed(
                                        section,
                                        relocation,
                                        "calls what the object does not define"));
        long target =
                layout.firstInstruction(called)
                        + relocation.symbol().value() / Slot.BYTES
                        + Slot.immediate(slots[at])
                        + 1;
        if (target < 0 || target >= layout.instructions()) {
            throw malformed(section, relocation, "calls instruction " + target);
        }
        slots[at] = Slot.withImmediate(slots[at], (int) target - at - 1);
    }

    private void linkData(ElfFile.Section section, int at, ObjectRelocation relocation)
            throws MalformedStructureException {
        if (relocation.type() != ObjectRelocation.DATA_64) {
            throw malformed(section, relocation, "is of type " + relocation.type());
        }
        image.putLong(at, address(section, relocation, image.getLong(at)));
    }

    /** Returns the address of what a relocation refers to. */
    private long address(ElfFile.Section section, ObjectRelocation relocation, long addend)
            throws MalformedStructureException {
        ElfSymbols.Entry symbol = relocation.symbol();
        if (symbol.section() == 0) {
            return kernelAddress(section, relocation) + addend;
        }
        long offset = symbol.value() + addend;
        Optional<ElfFile.Section> data = layout.dataAt(symbol.section());
        if (data.isPresent()) {
            return layout.address(data.get()) + offset;
        }
        ElfFile.Section function =
                layout.codeAt(symbol.section())
                        .orElseThrow(() ->
                                malformed(section, relocation, "refers to neither code nor data"));
        if (offset < 0 || offset >= function.size() || offset % Slot.BYTES != 0) {
            throw malformed(section, relocation, "refers to byte " + offset + " of code");
        }
        return Program.addressOf(layout.firstInstruction(function) + (int) (offset / Slot.BYTES));
    }

    private long kernelAddress(ElfFile.Section section, ObjectRelocation relocation)
            throws MalformedStructureException {
        ElfSymbols.Entry symbol = relocation.symbol();
        OptionalLong address = symbols.address(symbol.name());
        if (address.isEmpty() && !symbol.isWeak()) {
            throw malformed(section, relocation, "needs a symbol that the kernel does not have");
        }
        return address.orElse(0);
    }

    private MalformedStructureException malformed(
            ElfFile.Section section, ObjectRelocation relocation, String detail) {
        return new MalformedStructureException(
                Reason.UNSUPPORTED,
                object.name(),
                "relocation of " + section.name(),
                relocation.offset(),
                "(symbol \"%s\") %s".formatted(relocation.symbol().name(), detail));
    }
}
