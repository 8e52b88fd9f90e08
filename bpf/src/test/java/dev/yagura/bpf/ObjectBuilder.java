package dev.yagura.bpf;

import dev.yagura.kernel.fixture.BtfBuilder;
import dev.yagura.kernel.fixture.ElfBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes object files as clang lays them out, from the documents and not from the code under test.
 */
public final class ObjectBuilder {
    /** Types and bindings of symbols. */
    public static final int NOTYPE = 0;

    public static final int OBJECT = 1;
    public static final int FUNCTION = 2;
    public static final int SECTION = 3;
    public static final int LOCAL = 0;
    public static final int GLOBAL = 1;
    public static final int WEAK = 2;

    /** Flags of sections of constants and of variables. */
    public static final long CONSTANTS = 2;

    public static final long VARIABLES = 3;

    private static final int PROGBITS = 1;
    private static final int SYMTAB = 2;
    private static final int STRTAB = 3;
    private static final int NOBITS = 8;
    private static final int REL = 9;
    private static final int BPF = 247;

    private record Rel(long offset, int type, int symbol) {}

    private final ElfBuilder elf = new ElfBuilder();
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();
    private final LittleEndian symbols = new LittleEndian();
    private int symbolCount;
    private final Map<Integer, List<Rel>> relocations = new TreeMap<>();
    private final Map<Integer, String> sectionNames = new TreeMap<>();

    /** Starts with the null symbol. */
    public ObjectBuilder() {
        names.write(0);
        symbol("", NOTYPE, LOCAL, 0, 0);
    }

    /** Adds a section with code and returns its index. */
    public int code(String name, Assembler code) {
        return section(name, PROGBITS, ElfBuilder.CODE, LittleEndian.words(code.slots()));
    }

    /** Adds a section of data and returns its index. */
    public int data(String name, long flags, byte[] bytes) {
        return section(name, PROGBITS, flags, bytes);
    }

    /** Adds a section of zeros that the file does not hold, and returns its index. */
    public int zeros(String name, int size) {
        return section(name, NOBITS, VARIABLES, new byte[size]);
    }

    private int section(String name, int type, long flags, byte[] bytes) {
        int index = elf.next();
        elf.section(name, type, flags, 0, bytes, 0, 0);
        sectionNames.put(index, name);
        return index;
    }

    /** Adds a symbol and returns its index; of section 0 for one that is elsewhere. */
    public int symbol(String name, int type, int binding, int section, long value) {
        symbols.put4(name.isEmpty() ? 0 : names.size());
        symbols.put1(binding << 4 | type).put1(0).put2(section).put8(value).put8(8);
        if (!name.isEmpty()) {
            names.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        return symbolCount++;
    }

    /** Adds a relocation of a section. */
    public ObjectBuilder relocate(int section, long offset, int type, int symbol) {
        relocations
                .computeIfAbsent(section, index -> new ArrayList<>())
                .add(new Rel(offset, type, symbol));
        return this;
    }

    /** Adds types, and words of {@code .BTF.ext} as {@link #extension} makes them. */
    public ObjectBuilder types(BtfBuilder types, byte[] extension) {
        section(".BTF", PROGBITS, 0, types.bytes());
        section(".BTF.ext", PROGBITS, 0, extension);
        return this;
    }

    /**
     * Returns a {@code .BTF.ext} for one section.
     *
     * @param section offset of its name in the strings
     * @param lines offset of the instruction in bytes, offset of the file's name, line; repeated
     * @param relocations offset of the instruction in bytes, type, offset of the access string,
     *     kind; repeated
     */
    public static byte[] extension(int section, int[] lines, int[] relocations) {
        int lineBytes = lines.length == 0 ? 0 : 12 + 16 * (lines.length / 3);
        int relocationBytes = relocations.length == 0 ? 0 : 12 + 4 * relocations.length;
        LittleEndian all = new LittleEndian();
        all.put2(0xEB9F).put1(1).put1(0).put4(32);
        all.put4(0).put4(0).put4(0).put4(lineBytes).put4(lineBytes).put4(relocationBytes);
        if (lineBytes > 0) {
            all.put4(16).put4(section).put4(lines.length / 3);
            for (int i = 0; i < lines.length; i += 3) {
                all.put4(lines[i]).put4(lines[i + 1]).put4(0).put4(lines[i + 2] << 10 | 5);
            }
        }
        if (relocationBytes > 0) {
            all.put4(16).put4(section).put4(relocations.length / 4);
            for (int word : relocations) {
                all.put4(word);
            }
        }
        return all.all();
    }

    /** Returns the file. */
    public byte[] build() {
        int strings = elf.next();
        elf.section(".strtab", STRTAB, 0, 0, names.toByteArray(), 0, 0);
        int table = elf.next();
        elf.section(".symtab", SYMTAB, 0, 0, symbols.all(), strings, 1);
        relocations.forEach((section, list) -> {
            LittleEndian bytes = new LittleEndian();
            list.forEach(rel -> bytes.put8(rel.offset()).put4(rel.type()).put4(rel.symbol()));
            String name = ".rel" + sectionNames.get(section);
            elf.section(name, REL, 0, 0, bytes.all(), table, section);
        });
        byte[] file = elf.build();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(0x12, (short) BPF);
        return file;
    }
}
