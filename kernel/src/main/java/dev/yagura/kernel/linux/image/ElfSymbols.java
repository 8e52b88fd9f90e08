package dev.yagura.kernel.linux.image;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The symbol table of an object file. */
public final class ElfSymbols {
    /** {@code SHN_ABS}. */
    public static final int ABSOLUTE = 0xFFF1;

    private static final int ENTRY_BYTES = 24;
    private static final int GLOBAL = 1;
    private static final int WEAK = 2;

    /**
     * A symbol.
     *
     * @param name empty for that of a section
     * @param binding {@code STB_*}
     * @param type {@code STT_*}
     * @param section index of the one that it is in; 0 if it is another file's
     * @param value offset in the section
     * @param size in bytes, 0 if it is not known
     */
    public record Entry(String name, int binding, int type, int section, long value, long size) {
        /** Returns whether other files see it. */
        public boolean isGlobal() {
            return binding == GLOBAL || binding == WEAK;
        }

        /** Returns whether another file may have another, or none. */
        public boolean isWeak() {
            return binding == WEAK;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    private ElfSymbols() {}

    /** Reads the first symbol table; a file without has none. */
    public static ElfSymbols read(ElfFile elf) throws MalformedStructureException {
        ElfSymbols symbols = new ElfSymbols();
        for (ElfFile.Section section : elf.sections()) {
            if (section.type() == ElfFile.SHT_SYMTAB) {
                if (section.link() < 0 || section.link() >= elf.sections().size()) {
                    throw malformed(
                            "sh_link", "is %d, expected a section".formatted(section.link()));
                }
                long names = elf.sections().get(section.link()).offset();
                ByteBuffer table = elf.copy(section);
                for (int at = 0; at + ENTRY_BYTES <= table.limit(); at += ENTRY_BYTES) {
                    int info = Byte.toUnsignedInt(table.get(at + 4));
                    symbols.entries.add(
                            new Entry(
                                    elf.text(names + Integer.toUnsignedLong(table.getInt(at))),
                                    info >>> 4,
                                    info & 0xF,
                                    Short.toUnsignedInt(table.getShort(at + 6)),
                                    table.getLong(at + 8),
                                    table.getLong(at + 16)));
                }
                return symbols;
            }
        }
        throw malformed("sh_type", "is SHT_SYMTAB of none");
    }

    private static MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "symbol table", field, 0, detail);
    }

    /** Returns all symbols, in the order of the table. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * Returns the symbol of an index.
     *
     * @throws MalformedStructureException if there is none
     */
    public Entry at(int index) throws MalformedStructureException {
        if (index < 0 || index >= entries.size()) {
            throw malformed(
                    "r_info", "has symbol %d, expected 0..%d".formatted(index, entries.size() - 1));
        }
        return entries.get(index);
    }
}
