package dev.yagura.testkit.guest;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one thing to know about an executable that goes into a guest without libraries. */
final class ElfFile {
    private static final Field E_PHOFF = new Field("e_phoff", 0x20, 8);
    private static final Field E_PHENTSIZE = new Field("e_phentsize", 0x36, 2);
    private static final Field E_PHNUM = new Field("e_phnum", 0x38, 2);
    private static final int PT_INTERP = 3;

    /** Program headers follow the ELF header in every executable that a linker makes. */
    private static final int HEAD_BYTES = 8192;

    private ElfFile() {}

    /** Returns whether an executable needs a dynamic linker to start. */
    static boolean needsInterpreter(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        Structure elf = Structure.of(file.toString(), head);
        long table = elf.u64InRange(E_PHOFF, 1, head.length);
        int entryBytes = elf.u16(E_PHENTSIZE);
        int count = elf.u16(E_PHNUM);
        for (int i = 0; i < count; i++) {
            if (elf.u32(new Field("p_type", table + (long) i * entryBytes, 4)) == PT_INTERP) {
                return true;
            }
        }
        return false;
    }
}
