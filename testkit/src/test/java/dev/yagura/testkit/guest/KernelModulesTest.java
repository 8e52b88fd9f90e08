package dev.yagura.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelModulesTest {
    @TempDir private Path directory;

    @BeforeEach
    void writeModules() throws IOException {
        Files.createDirectories(directory.resolve("kernel/net"));
        write("kernel/top-one.ko", "net_core,base", false);
        write("kernel/net/net-core.ko.gz", "base", true);
        write("kernel/base.ko", "", false);
        write("kernel/loop_a.ko", "loop_b", false);
        write("kernel/loop_b.ko", "loop_a", false);
        Files.writeString(directory.resolve("modules.builtin"), "kernel/drivers/built-in.ko\n");
    }

    @Test
    void putsEachModuleBehindThoseItDependsOn() throws IOException {
        assertThat(modules().withDependencies(List.of("top-one")).keySet())
                .containsExactly("base", "net_core", "top_one");
    }

    @Test
    void unpacksCompressedModules() throws IOException {
        assertThat(modules().withDependencies(List.of("net_core")))
                .containsEntry("net_core", module("base"));
    }

    @Test
    void leavesOutWhatIsBuiltIn() throws IOException {
        assertThat(modules().withDependencies(List.of("built_in"))).isEmpty();
    }

    @Test
    void namesTheModuleThatIsMissing() {
        assertThatThrownBy(() -> modules().withDependencies(List.of("absent")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found no absent in");
    }

    @Test
    void leavesOutWhatMayBeMissingAndIs() throws IOException {
        assertThat(modules().withDependencies(List.of("absent?", "base?")))
                .containsOnlyKeys("base");
    }

    @Test
    void endsOnModulesThatDependOnEachOther() throws IOException {
        assertThat(modules().withDependencies(List.of("loop_a")).keySet())
                .containsExactly("loop_b", "loop_a");
    }

    @Test
    void refusesEveryTruncationOfAModule() {
        byte[] whole = module("base");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ModuleInfo.dependencies("cut", cut))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    private KernelModules modules() throws IOException {
        return new KernelModules(directory);
    }

    private void write(String path, String depends, boolean compressed) throws IOException {
        var packed = new ByteArrayOutputStream();
        if (compressed) {
            try (var gzip = new GZIPOutputStream(packed)) {
                gzip.write(module(depends));
            }
        } else {
            packed.write(module(depends));
        }
        Files.write(directory.resolve(path), packed.toByteArray());
    }

    /** Returns the least ELF file with a .modinfo section; section headers come last. */
    private static byte[] module(String depends) {
        byte[] names = "\0.shstrtab\0.modinfo\0".getBytes(StandardCharsets.US_ASCII);
        byte[] info =
                "license=GPL\0depends=%s\0name=x\0"
                        .formatted(depends)
                        .getBytes(StandardCharsets.US_ASCII);
        int table = 64 + names.length + info.length;
        ByteBuffer elf = ByteBuffer.allocate(table + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
        elf.putLong(0x28, table).putShort(0x3A, (short) 64);
        elf.putShort(0x3C, (short) 3).putShort(0x3E, (short) 1);
        elf.put(64, names).put(64 + names.length, info);
        section(elf, table + 64, 1, 64, names.length);
        section(elf, table + 128, 11, 64 + names.length, info.length);
        return elf.array();
    }

    private static void section(ByteBuffer elf, int at, int name, int offset, int length) {
        elf.putInt(at, name).putInt(at + 4, 1).putLong(at + 24, offset).putLong(at + 32, length);
    }
}
