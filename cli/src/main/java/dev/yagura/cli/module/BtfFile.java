package dev.yagura.cli.module;

import dev.yagura.kernel.linux.image.ElfFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files of this machine that hold a kernel's types. */
public final class BtfFile {
    /** A vmlinux with all its debugging information has some 400 MB; most have less. */
    private static final int MAX_BYTES = 1 << 30;

    private static final int MAGIC_LOW = 0x9F;
    private static final int MAGIC_HIGH = 0xEB;

    private BtfFile() {}

    /**
     * Returns the BTF in a file: all of it, or the section {@code .BTF} of a vmlinux.
     *
     * @return empty if there is no such file, or it begins with neither
     * @throws IOException if it cannot be read, or is a vmlinux without BTF
     */
    public static Optional<byte[]> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(4);
            boolean btf =
                    start.length == 4
                            && (start[0] & 0xFF) == MAGIC_LOW
                            && (start[1] & 0xFF) == MAGIC_HIGH;
            boolean elf = start.length == 4 && start[0] == 0x7F && start[1] == 'E';
            if (!btf && !elf) {
                return Optional.empty();
            }
            byte[] rest = in.readNBytes(MAX_BYTES - start.length);
            byte[] bytes = new byte[start.length + rest.length];
            System.arraycopy(start, 0, bytes, 0, start.length);
            System.arraycopy(rest, 0, bytes, start.length, rest.length);
            return Optional.of(btf ? bytes : section(file, bytes));
        }
    }

    private static byte[] section(Path file, byte[] bytes) throws IOException {
        ElfFile elf = ElfFile.parse(file.toString(), bytes, ElfFile.X86_64);
        Optional<ElfFile.Section> section = elf.section(".BTF");
        if (section.isEmpty() || !section.get().isInFile()) {
            throw new IOException("%s: has no section .BTF".formatted(file));
        }
        return elf.copy(section.get()).array();
    }
}
