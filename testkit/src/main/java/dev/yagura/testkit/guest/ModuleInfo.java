package dev.yagura.testkit.guest;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a kernel module says about itself: the {@code .modinfo} section of its ELF file. */
final class ModuleInfo {
    private static final Field E_SHOFF = new Field("e_shoff", 0x28, 8);
    private static final Field E_SHENTSIZE = new Field("e_shentsize", 0x3A, 2);
    private static final Field E_SHNUM = new Field("e_shnum", 0x3C, 2);
    private static final Field E_SHSTRNDX = new Field("e_shstrndx", 0x3E, 2);
    private static final String DEPENDS = "depends=";
    private static final int SECTION_HEADER_BYTES = 64;

    private ModuleInfo() {}

    /**
     * Returns the modules that must be loaded before this one.
     *
     * @param name of the file, for messages
     * @param module the unpacked file
     */
    static List<String> dependencies(String name, byte[] module)
            throws MalformedStructureException {
        List<String> dependencies = new ArrayList<>();
        for (String entry : entries(name, module)) {
            if (entry.startsWith(DEPENDS)) {
                for (String dependency : entry.substring(DEPENDS.length()).split(",", -1)) {
                    if (!dependency.isEmpty()) {
                        dependencies.add(dependency);
                    }
                }
            }
        }
        return dependencies;
    }

    private static List<String> entries(String name, byte[] module)
            throws MalformedStructureException {
        Structure elf = Structure.of(name, module);
        long table = elf.u64InRange(E_SHOFF, 1, module.length);
        int entrySize = elf.u16(E_SHENTSIZE);
        if (entrySize != SECTION_HEADER_BYTES) {
            throw elf.malformed(
                    Reason.UNSUPPORTED, E_SHENTSIZE, "is %d, expected 64".formatted(entrySize));
        }
        Section names = section(elf, table, elf.u16(E_SHSTRNDX));
        int count = elf.u16(E_SHNUM);
        for (int i = 0; i < count; i++) {
            Section section = section(elf, table, i);
            int at = Math.toIntExact(names.offset + section.name);
            int end = Math.min(module.length, at + ".modinfo\0".length());
            if (at < end
                    && Arrays.equals(
                            Arrays.copyOfRange(module, at, end),
                            ".modinfo\0".getBytes(StandardCharsets.US_ASCII))) {
                String text =
                        new String(
                                module,
                                Math.toIntExact(section.offset),
                                Math.toIntExact(section.length),
                                StandardCharsets.UTF_8);
                return List.of(text.split("\0+", -1));
            }
        }
        throw elf.malformed(
                Reason.OUT_OF_RANGE,
                E_SHNUM,
                "names %d sections without .modinfo".formatted(count));
    }

    private static Section section(Structure elf, long table, int index)
            throws MalformedStructureException {
        long at = table + (long) index * SECTION_HEADER_BYTES;
        elf.u64(new Field("sh_entsize", at + 56, 8)); // the last field: all of the header is there
        long bytes = elf.size();
        long name = elf.u32(new Field("sh_name", at, 4));
        long type = elf.u32(new Field("sh_type", at + 4, 4));
        long offset = elf.u64InRange(new Field("sh_offset", at + 24, 8), 0, bytes);
        // A section without bytes in the file (SHT_NOBITS, 8) may be of any size.
        long length =
                type == 8 ? 0 : elf.u64InRange(new Field("sh_size", at + 32, 8), 0, bytes - offset);
        if (name > bytes) {
            throw elf.malformed(
                    Reason.OUT_OF_RANGE,
                    new Field("sh_name", at, 4),
                    "is %d, expected at most %d".formatted(name, bytes));
        }
        return new Section(name, offset, length);
    }

    private record Section(long name, long offset, long length) {}
}
