package dev.yagura.kernel.linux.image;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A module as its linker made it, a {@code .ko}: an object file with relocations. Immutable. */
public final class ModuleFile {
    private static final String NAME = "module";

    /** Writable sections that the kernel puts elsewhere: what is protected once it has started. */
    private static final Set<String> PROTECTED =
            Set.of(".data..ro_after_init", "__jump_table", ".data..percpu");

    private final ElfFile elf;
    private final ElfSymbols symbols;
    private final List<ElfFile.Section> relocations = new ArrayList<>();

    private ModuleFile(ElfFile elf, ElfSymbols symbols) {
        this.elf = elf;
        this.symbols = symbols;
    }

    /**
     * Reads a module, decompressed.
     *
     * @param bytes not copied; must not change
     * @throws MalformedStructureException if it is no object file for x86-64 with a symbol table
     */
    public static ModuleFile parse(byte[] bytes) throws MalformedStructureException {
        ElfFile elf = ElfFile.parse(NAME, bytes, ElfFile.X86_64);
        ModuleFile module = new ModuleFile(elf, ElfSymbols.read(elf));
        for (ElfFile.Section section : elf.sections()) {
            if (section.type() == ElfFile.SHT_RELA) {
                if (section.info() < 0 || section.info() >= elf.sections().size()) {
                    throw new MalformedStructureException(
                            Reason.OUT_OF_RANGE,
                            NAME,
                            "sh_info",
                            section.offset(),
                            "is %d, expected a section".formatted(section.info()));
                }
                module.relocations.add(section);
            }
        }
        return module;
    }

    /** Returns the name that the module has once it is loaded; empty if it says none. */
    public String name() {
        Optional<ElfFile.Section> info = elf.section(".modinfo");
        ByteBuffer text = info.map(elf::copy).orElse(ByteBuffer.allocate(0));
        byte[] bytes = new byte[text.limit()];
        text.get(bytes);
        for (String line :
                new String(bytes, java.nio.charset.StandardCharsets.UTF_8).split("\0", -1)) {
            if (line.startsWith("name=")) {
                return line.substring("name=".length());
            }
        }
        return "";
    }

    /** Tells where the guest has a module's sections. */
    @FunctionalInterface
    public interface Places {
        /** Returns the address of a section. */
        OptionalLong of(String section);
    }

    /** Tells addresses of symbols that the module has not itself. */
    @FunctionalInterface
    public interface Others {
        /** Returns the address of a symbol. */
        OptionalLong of(String symbol);
    }

    /** Returns the addresses of what others may use, for {@link Others}. */
    public Map<String, Long> globals(Places places) {
        Map<String, Long> globals = new HashMap<>();
        for (ElfSymbols.Entry symbol : symbols.entries()) {
            if (symbol.isGlobal() && symbol.section() > 0) {
                address(symbol, places).ifPresent(gva -> globals.put(symbol.name(), gva));
            }
        }
        return globals;
    }

    /**
     * Returns the addresses of the module's own symbols, local ones too; of several of one name,
     * the first.
     *
     * @param prefix how their names begin
     */
    public Map<String, Long> own(String prefix, Places places) {
        Map<String, Long> own = new HashMap<>();
        for (ElfSymbols.Entry symbol : symbols.entries()) {
            if (symbol.section() > 0 && symbol.name().startsWith(prefix)) {
                address(symbol, places).ifPresent(gva -> own.putIfAbsent(symbol.name(), gva));
            }
        }
        return own;
    }

    private OptionalLong address(ElfSymbols.Entry symbol, Places places) {
        if (symbol.section() == ElfSymbols.ABSOLUTE) {
            return OptionalLong.of(symbol.value());
        }
        if (symbol.section() >= elf.sections().size()) {
            return OptionalLong.empty();
        }
        OptionalLong place = place(elf.sections().get(symbol.section()), places);
        return place.isPresent()
                ? OptionalLong.of(place.getAsLong() + symbol.value())
                : OptionalLong.empty();
    }

    /**
     * Returns where a section is. The kernel keeps no address of empty ones, which are behind the
     * last one of their kind before them; {@code layout_sections} in kernel/module/main.c.
     */
    private OptionalLong place(ElfFile.Section section, Places places) {
        OptionalLong told = places.of(section.name());
        if (told.isPresent() || section.size() > 0 || !isData(section)) {
            return told;
        }
        long alignment = Math.max(1, section.alignment());
        for (ElfFile.Section before : elf.sections().subList(0, section.index()).reversed()) {
            OptionalLong start = isData(before) ? places.of(before.name()) : OptionalLong.empty();
            if (start.isPresent()) {
                long end = start.getAsLong() + before.size();
                return OptionalLong.of(end + Math.floorMod(-end, alignment));
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isData(ElfFile.Section section) {
        return section.has(ElfFile.SHF_ALLOC)
                && section.has(ElfFile.SHF_WRITE)
                && !PROTECTED.contains(section.name())
                && !section.name().startsWith(".init");
    }

    /**
     * Returns code and data as they were when the module had been loaded.
     *
     * @throws MalformedStructureException if a relocation is of a kind that modules do not have,
     *     lies outside its section, or needs an address that is not told
     */
    public CodeImage at(Places places, Others others) throws MalformedStructureException {
        Map<Integer, CodeImage.Part> parts = new HashMap<>();
        for (ElfFile.Section section : elf.sections()) {
            OptionalLong place = places.of(section.name());
            if (section.has(ElfFile.SHF_ALLOC) && section.isInFile() && place.isPresent()) {
                parts.put(
                        section.index(),
                        new CodeImage.Part(
                                section.name(),
                                place.getAsLong(),
                                elf.copy(section),
                                section.has(ElfFile.SHF_EXECINSTR),
                                section.has(ElfFile.SHF_WRITE)));
            }
        }
        for (ElfFile.Section section : relocations) {
            CodeImage.Part part = parts.get(section.info());
            if (part != null) {
                relocate(part, elf.copy(section), places, others);
            }
        }
        return new CodeImage(List.copyOf(parts.values()));
    }

    private void relocate(CodeImage.Part part, ByteBuffer table, Places places, Others others)
            throws MalformedStructureException {
        for (int at = 0; at + Relocation.BYTES <= table.limit(); at += Relocation.BYTES) {
            Relocation relocation = Relocation.read(table, at);
            ElfSymbols.Entry symbol = symbols.at(relocation.symbol());
            OptionalLong address =
                    symbol.section() == 0 && !symbol.name().isEmpty()
                            ? others.of(symbol.name())
                            : address(symbol, places);
            if (address.isEmpty() && symbol.isWeak()) {
                address = OptionalLong.of(0);
            }
            if (address.isEmpty()) {
                throw new MalformedStructureException(
                        Reason.UNSUPPORTED,
                        NAME,
                        "r_info",
                        at,
                        "in %s needs symbol \"%s\", whose address is not known"
                                .formatted(part.name(), symbol.name()));
            }
            relocation.apply(part, address.getAsLong());
        }
    }
}
