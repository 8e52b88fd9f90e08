package dev.yagura.bpf.load;

import dev.yagura.bpf.isa.Slot;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bpf.run.Image;
import dev.yagura.bpf.run.Memory;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.image.ElfFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the sections of an object go: code one after the other, and in the image constants before
 * variables.
 */
final class Layout {
    private static final int MAX_ALIGNMENT = 4096;
    private static final int MIN_ALIGNMENT = 8;
    private static final long SHF_TLS = 0x400;

    private final BpfObject object;
    private final List<ElfFile.Section> code = new ArrayList<>();
    private final List<ElfFile.Section> data = new ArrayList<>();
    private final Map<Integer, Integer> places = new HashMap<>();
    private int instructions;
    private int constantBytes;
    private int imageBytes;

    private Layout(BpfObject object) {
        this.object = object;
    }

    static Layout of(BpfObject object) throws MalformedStructureException {
        Layout layout = new Layout(object);
        layout.placeCode();
        layout.placeData(section -> !section.has(ElfFile.SHF_WRITE));
        layout.constantBytes = layout.imageBytes;
        layout.placeData(section -> section.has(ElfFile.SHF_WRITE));
        return layout;
    }

    private void placeCode() throws MalformedStructureException {
        for (ElfFile.Section section : object.sections()) {
            if (section.has(ElfFile.SHF_EXECINSTR) && section.isInFile() && section.size() > 0) {
                if (section.size() % Slot.BYTES != 0) {
                    throw malformed(section, "has " + section.size() + " bytes of instructions");
                }
                code.add(section);
                places.put(section.index(), instructions);
                instructions = Math.addExact(instructions, (int) (section.size() / Slot.BYTES));
            }
        }
    }

    private void placeData(Predicate<ElfFile.Section> wanted) throws MalformedStructureException {
        for (ElfFile.Section section : object.sections()) {
            boolean isData = section.has(ElfFile.SHF_ALLOC) && !section.has(ElfFile.SHF_EXECINSTR);
            if (!isData || !wanted.test(section) || section.size() == 0) {
                continue;
            }
            if (section.name().equals(".maps") || section.name().equals("maps")) {
                throw malformed(section, "holds maps, which are not supported");
            }
            if (section.has(SHF_TLS)) {
                throw malformed(section, "holds variables of threads, which are not supported");
            }
            long alignment = Math.max(MIN_ALIGNMENT, section.alignment());
            if (alignment > MAX_ALIGNMENT || Long.bitCount(alignment) != 1) {
                throw malformed(section, "is to be aligned to " + section.alignment());
            }
            long place = (imageBytes + alignment - 1) & -alignment;
            if (place + section.size() > Image.MAX_BYTES) {
                throw malformed(section, "makes more than " + Image.MAX_BYTES + " bytes of data");
            }
            data.add(section);
            places.put(section.index(), (int) place);
            imageBytes = (int) (place + section.size());
        }
    }

    /** Returns the sections with code, in the order of their places. */
    List<ElfFile.Section> code() {
        return code;
    }

    /** Returns the section with code of a name. */
    Optional<ElfFile.Section> code(String name) {
        return code.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    /** Returns the section with code of an index in the file. */
    Optional<ElfFile.Section> codeAt(int index) {
        return code.stream().filter(section -> section.index() == index).findFirst();
    }

    /** Returns the sections in the image, in the order of their places. */
    List<ElfFile.Section> data() {
        return data;
    }

    /** Returns the section in the image of an index in the file. */
    Optional<ElfFile.Section> dataAt(int index) {
        return data.stream().filter(section -> section.index() == index).findFirst();
    }

    /** Returns the number of all instructions. */
    int instructions() {
        return instructions;
    }

    /** Returns the number of the first instruction of a section. */
    int firstInstruction(ElfFile.Section section) {
        return place(section);
    }

    /** Returns where a section is in the image. */
    int imageOffset(ElfFile.Section section) {
        return place(section);
    }

    private int place(ElfFile.Section section) {
        Integer place = places.get(section.index());
        if (place == null) {
            throw new IllegalArgumentException(section.name() + " has no place");
        }
        return place;
    }

    /** Returns the address of a section in the image. */
    long address(ElfFile.Section section) {
        return Memory.BASE + imageOffset(section);
    }

    /** Returns the bytes of the image that are constants. */
    int constantBytes() {
        return constantBytes;
    }

    /** Returns the bytes of the image. */
    int imageBytes() {
        return imageBytes;
    }

    private MalformedStructureException malformed(ElfFile.Section section, String detail) {
        return new MalformedStructureException(
                Reason.UNSUPPORTED, object.name(), section.name(), section.offset(), detail);
    }
}
