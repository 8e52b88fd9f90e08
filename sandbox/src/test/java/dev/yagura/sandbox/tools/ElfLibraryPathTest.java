package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.sandbox.host.HostProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of libraries that a program names become the tree's. */
class ElfLibraryPathTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long LOADED_AT = 0x40_0000;
    private static final int DYNAMIC = 64 + 2 * 56;
    private static final int STRINGS = DYNAMIC + 3 * 16;

    @TempDir private Path folder;

    private static String changed(byte[] elf) throws IOException {
        ElfLibraryPath.change(elf);
        return new String(elf, STRINGS + 1, elf.length - STRINGS - 1, ISO_8859_1)
                .replaceFirst("\0.*", "");
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/x86_64-linux-gnu, /.yagura/m",
        "/lib/x86_64-linux-gnu, /.yagura/m",
        "/usr/lib/x86_64-linux-gnu/samba, /.yagura/m/samba",
        "$ORIGIN/../lib, $ORIGIN/../lib",
        "${ORIGIN}, ${ORIGIN}",
        "$ORIGIN:/usr/lib/x86_64-linux-gnu/a:/lib/x86_64-linux-gnu, $ORIGIN:/.yagura/m/a:/.yagura/m"
    })
    void foldersBecomeThoseOfTheTree(String path, String expected) throws IOException {
        assertThat(changed(program(29, path))).isEqualTo(expected);
        assertThat(changed(program(15, path))).isEqualTo(expected);
        assertThat(ElfLibraryPath.change(program(29, path))).isEqualTo(!path.equals(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/lib/x86_64-linux-gnux",
                "/usr/lib/other",
                "lib",
                "$ORIGIN::$ORIGIN",
                "$LIB"
            })
    void foldersThatCannotBeThoseOfTheTreeAreRefused(String path) {
        assertThatThrownBy(() -> ElfLibraryPath.change(program(29, path)))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageStartingWith("ELF program: DT_RUNPATH at 0x")
                .hasMessageContaining("expected $ORIGIN or a folder below");
    }

    @Test
    void programsThatNameNoneAreLeftAsTheyAre() throws IOException {
        byte[] elf = program(1, "/usr/lib/x86_64-linux-gnu"); // DT_NEEDED
        byte[] before = elf.clone();

        assertThat(ElfLibraryPath.change(elf)).isFalse();
        assertThat(elf).isEqualTo(before);
        assertThat(ElfLibraryPath.change(program(29, ""))).isFalse();
    }

    @Test
    void aProgramOfTheCompilersLooksInTheTreeAndRuns() throws IOException {
        HostProgram cc = HostProgram.require("cc", "gcc libc6-dev");
        HostProgram readelf = HostProgram.require("readelf", "binutils");
        Files.writeString(folder.resolve("a.c"), "int main(void) { return 0; }\n");
        String path = "-Wl,-rpath,/usr/lib/x86_64-linux-gnu:/lib/x86_64-linux-gnu/perl5";
        cc.run(folder, LIMIT, List.of(path, "-o", "a", "a.c"));
        Path program = folder.resolve("a");
        byte[] elf = Files.readAllBytes(program);

        assertThat(ElfLibraryPath.change(elf)).isTrue();

        Files.write(program, elf);
        assertThat(readelf.run(folder, LIMIT, List.of("-d", "a")))
                .contains("[/.yagura/m:/.yagura/m/perl5]");
        assertThat(new HostProgram(program).run(folder, LIMIT, List.of())).isEmpty();
    }

    @Test
    void everyTruncationAndEveryWildNumberEnds() {
        byte[] whole = program(29, "/usr/lib/x86_64-linux-gnu");
        for (int length = 64; length < STRINGS; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ElfLibraryPath.change(cut))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
        for (int at = 64; at < STRINGS; at++) {
            for (byte value : new byte[] {-1, 127, -128, 1}) {
                byte[] wild = whole.clone();
                wild[at] = value;
                try {
                    ElfLibraryPath.change(wild);
                } catch (MalformedStructureException e) {
                    assertThat(e.getMessage()).startsWith("ELF program: ");
                }
            }
        }
    }

    /** Headers of PT_LOAD and PT_DYNAMIC, three entries, and strings, all loaded. */
    private static byte[] program(int tag, String path) {
        byte[] text = ("\0" + path + "\0").getBytes(UTF_8);
        ByteBuffer elf = ByteBuffer.allocate(STRINGS + text.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
        elf.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
        elf.putInt(64, 1).putLong(64 + 16, LOADED_AT).putLong(64 + 32, elf.capacity());
        elf.putInt(120, 2).putLong(120 + 8, DYNAMIC).putLong(120 + 32, 48);
        elf.putLong(DYNAMIC, tag).putLong(DYNAMIC + 8, 1);
        elf.putLong(DYNAMIC + 16, 5).putLong(DYNAMIC + 24, LOADED_AT + STRINGS);
        elf.put(STRINGS, text);
        return elf.array();
    }
}
