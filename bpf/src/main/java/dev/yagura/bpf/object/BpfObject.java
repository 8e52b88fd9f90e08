package dev.yagura.bpf.object;

import dev.yagura.bpf.core.CoreRelocation;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.image.ElfFile;
import dev.yagura.kernel.linux.image.ElfSymbols;
import dev.yagura.kernel.types.Btf;
import dev.yagura.kernel.types.BtfGraph;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object file of a BPF program. Immutable. */
public final class BpfObject {
    private static final int MAX_BYTES = 32 << 20;
    private static final int RELOCATION_BYTES = 16;
    private static final int SLOT = 8;

    private final ElfFile elf;
    private final ElfSymbols symbols;
    private final Map<Integer, List<ObjectRelocation>> relocations = new HashMap<>();
    private final Optional<BtfGraph> types;
    private final BtfExtension extension;

    private BpfObject(ElfFile elf) throws MalformedStructureException {
        this.elf = elf;
        this.symbols = ElfSymbols.read(elf);
        Optional<ElfFile.Section> btf = elf.section(".BTF");
        this.types =
                btf.isEmpty() || !btf.get().isInFile()
                        ? Optional.empty()
                        : Optional.of(Btf.parse(MemorySegment.ofArray(bytes(btf.get()))).graph());
        Optional<ElfFile.Section> more = elf.section(".BTF.ext");
        this.extension =
                types.isEmpty() || more.isEmpty() || !more.get().isInFile()
                        ? BtfExtension.NONE
                        : BtfExtension.parse(bytes(more.get()), types.get());
        for (ElfFile.Section section : elf.sections()) {
            if (section.type() == ElfFile.SHT_REL) {
                read(section);
            } else if (section.type() == ElfFile.SHT_RELA) {
                throw malformed("sh_type", section.index(), "is SHT_RELA, expected SHT_REL");
            }
        }
    }

    /**
     * Reads an object file.
     *
     * @param name how messages call it
     * @param bytes not copied; must not change
     * @throws MalformedStructureException if it is no BPF object, or does not hold together
     */
    public static BpfObject parse(String name, byte[] bytes) throws MalformedStructureException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "file",
                    0,
                    "is " + bytes.length + " bytes long, expected at most " + MAX_BYTES);
        }
        return new BpfObject(ElfFile.parse(name, bytes, ElfFile.BPF));
    }

    private void read(ElfFile.Section section) throws MalformedStructureException {
        if (section.info() < 0 || section.info() >= elf.sections().size()) {
            throw malformed("sh_info", section.index(), "is " + section.info() + ", no section");
        }
        ElfFile.Section target = elf.sections().get(section.info());
        if (!target.has(ElfFile.SHF_ALLOC) && !target.name().equals(".stack_sizes")) {
            return; // Debugging information.
        }
        ByteBuffer table = elf.copy(section);
        List<ObjectRelocation> read =
                relocations.computeIfAbsent(target.index(), index -> new ArrayList<>());
        for (int at = 0; at + RELOCATION_BYTES <= table.limit(); at += RELOCATION_BYTES) {
            long offset = table.getLong(at);
            if (offset < 0 || offset > target.size() - SLOT) {
                throw malformed(
                        "r_offset",
                        section.index(),
                        "is %d in %s of %d bytes".formatted(offset, target.name(), target.size()));
            }
            int type = table.getInt(at + 8);
            read.add(new ObjectRelocation((int) offset, type, symbols.at(table.getInt(at + 12))));
        }
    }

    /** Returns how messages call the object. */
    public String name() {
        return elf.name();
    }

    /** Returns the sections, in the order of the file. */
    public List<ElfFile.Section> sections() {
        return elf.sections();
    }

    /** Returns a copy of a section's bytes; zeros for one that the file does not hold. */
    public byte[] bytes(ElfFile.Section section) {
        return section.isInFile() ? elf.copy(section).array() : new byte[(int) section.size()];
    }

    /** Returns the symbols, in the order of the file. */
    public List<ElfSymbols.Entry> symbols() {
        return symbols.entries();
    }

    /** Returns the relocations of a section. */
    public List<ObjectRelocation> relocations(ElfFile.Section section) {
        return List.copyOf(relocations.getOrDefault(section.index(), List.of()));
    }

    /** Returns the types, if the object has any. */
    public Optional<BtfGraph> types() {
        return types;
    }

    /** Returns the source lines, in the order of the file. */
    public List<LineRecord> lines() {
        return extension.lines();
    }

    /** Returns the CO-RE relocations, in the order of the file. */
    public List<CoreRelocation> coreRelocations() {
        return extension.relocations();
    }

    private MalformedStructureException malformed(String field, int section, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, elf.name(), field, section, detail);
    }
}
