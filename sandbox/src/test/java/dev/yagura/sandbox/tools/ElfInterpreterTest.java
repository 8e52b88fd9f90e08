package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loader of a program is replaced, with a program made by hand and one of this machine. */
class ElfInterpreterTest {
    private static final String OLD = "/lib64/ld-linux-x86-64.so.2";
    private static final int TEXT = 64 + 56;

    @Test
    void replacesTheLoader() throws IOException {
        byte[] elf = program();

        assertThat(ElfInterpreter.replace(elf, "/.yagura/ld.so")).isTrue();

        assertThat(new String(elf, TEXT, OLD.length() + 1, ISO_8859_1))
                .isEqualTo("/.yagura/ld.so" + "\0".repeat(OLD.length() + 1 - 14));
        assertThat(Arrays.copyOf(elf, TEXT)).isEqualTo(Arrays.copyOf(program(), TEXT));
    }

    @Test
    void leavesALibraryAsItIs() throws IOException {
        byte[] elf = program();
        elf[64] = 1; // PT_LOAD in place of PT_INTERP
        byte[] before = elf.clone();

        assertThat(ElfInterpreter.replace(elf, "/.yagura/ld.so")).isFalse();
        assertThat(elf).isEqualTo(before);
    }

    @Test
    void replacesThatOfThisMachinesShell() throws IOException {
        byte[] shell = Files.readAllBytes(Path.of("/bin/sh").toRealPath());
        byte[] before = shell.clone();

        assertThat(ElfSegments.isElf(shell)).isTrue();
        ElfInterpreter.replace(shell, "/.yagura/ld.so");

        assertThat(new String(shell, ISO_8859_1)).doesNotContain("\0" + OLD + "\0");
        assertThat(shell).hasSameSizeAs(before);
    }

    @Test
    void refusesAPathThatHasNoRoom() {
        assertThatThrownBy(() -> ElfInterpreter.replace(program(), "/" + "x".repeat(OLD.length())))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessage("ELF program: p_filesz at 0x60 is 28, expected at least 29");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 1, e_ident",
        "5, 2, e_ident",
        "39, 127, e_phoff",
        "39, -1, e_phoff",
        "57, 127, e_phoff",
        "54, 7, e_phentsize",
        "79, 127, p_offset",
        "79, -1, p_offset",
        "103, -1, p_offset",
        "103, 127, p_offset"
    })
    void refusesHeadersThatLeadOutOfTheFile(int offset, byte value, String field) {
        byte[] elf = program();
        elf[offset] = value;

        assertThatThrownBy(() -> ElfInterpreter.replace(elf, "/.yagura/ld.so"))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = program();
        for (int length = 64; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ElfInterpreter.replace(cut, "/.yagura/ld.so"))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
        assertThat(ElfSegments.isElf(Arrays.copyOf(whole, 63))).isFalse();
    }

    /** ELF header, one program header of PT_INTERP, and its text. */
    private static byte[] program() {
        ByteBuffer elf =
                ByteBuffer.allocate(TEXT + OLD.length() + 1).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
        elf.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
        elf.putInt(64, 3).putLong(64 + 8, TEXT).putLong(64 + 32, OLD.length() + 1);
        elf.put(TEXT, OLD.getBytes(ISO_8859_1));
        return elf.array();
    }
}
