package dev.yagura.bpf.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.bpf.Tools;
import dev.yagura.kernel.types.Btf;
import dev.yagura.kernel.types.BtfGraph;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The compiler lays every type of a header out as the kernel has it. Needs clang-19 and the BTFs of
 * kernels: {@code -Dyagura.btfs=FILE:FILE…}.
 */
@EnabledIfSystemProperty(named = "yagura.btfs", matches = ".+")
class HeaderLayoutTest {
    @Test
    void everyMemberIsWhereTheKernelHasIt(@TempDir Path directory)
            throws IOException, InterruptedException {
        for (String file : System.getProperty("yagura.btfs").split(":", -1)) {
            byte[] btf = Files.readAllBytes(Path.of(file));
            BtfGraph types = Btf.parse(MemorySegment.ofArray(btf)).graph();
            Files.writeString(directory.resolve("vmlinux.h"), HeaderWriter.write(types));
            StringBuilder claims = new StringBuilder("#include \"vmlinux.h\"\n");
            int count = 0;
            Names names = new Names(types);
            for (int id = 1; id <= types.count(); id++) {
                if (types.isComposite(id) && !types.name(id).isEmpty()) {
                    count += claim(types, names, id, claims);
                }
            }
            assertThat(count).isGreaterThan(20_000);
            Files.writeString(directory.resolve("claims.c"), claims);

            assertThat(
                            Tools.run(
                                    directory,
                                    List.of(
                                            "clang-19",
                                            "-target",
                                            "bpf",
                                            "-fms-extensions",
                                            "-Wno-microsoft-anon-tag",
                                            "-Werror",
                                            "-fsyntax-only",
                                            "claims.c")))
                    .isEmpty();
        }
    }

    private static int claim(BtfGraph types, Names names, int id, StringBuilder claims) {
        String type = Declarators.keyword(types, id) + names.of(id);
        claims.append(
                "_Static_assert(sizeof(%s) == %d, \"\");\n"
                        .formatted(type, types.recordedSize(id)));
        int count = 1;
        for (int member = 0; member < types.parts(id); member++) {
            if (!types.partName(id, member).isEmpty() && types.bitfieldBits(id, member) == 0) {
                claims.append(
                        "_Static_assert(__builtin_offsetof(%s, %s) == %d, \"\");\n"
                                .formatted(
                                        type,
                                        Names.identifier(types.partName(id, member)),
                                        types.offsetBits(id, member) / 8));
                count++;
            }
        }
        return count;
    }
}
