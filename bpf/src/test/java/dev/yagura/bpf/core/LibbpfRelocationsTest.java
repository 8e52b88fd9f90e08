package dev.yagura.bpf.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.bpf.Tools;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.linux.image.ElfFile;
import dev.yagura.kernel.types.Btf;
import dev.yagura.kernel.types.BtfGraph;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Relocated instructions are libbpf's, byte for byte. Needs clang-19, bpftool and libbpf-dev, and
 * the BTFs of kernels: {@code -Dyagura.btfs=FILE:FILE…}; the object is compiled against the first.
 */
@EnabledIfSystemProperty(named = "yagura.btfs", matches = ".+")
class LibbpfRelocationsTest {
    @Test
    void relocatesAsLibbpfDoes(@TempDir Path directory) throws IOException, InterruptedException {
        List<Path> btfs =
                Stream.of(System.getProperty("yagura.btfs").split(":")).map(Path::of).toList();
        byte[] bytes = Tools.compile(directory, "relocations.c", btfs.getFirst());
        BpfObject object = BpfObject.parse("relocations.c.o", bytes);
        Tools.run(
                directory,
                List.of(
                        "cc",
                        "-o",
                        "libbpf",
                        Tools.source("libbpf_relocations.c"),
                        "-l:libbpf.a",
                        "-lelf",
                        "-lz"));

        EnumSet<CoreKind> kinds = EnumSet.noneOf(CoreKind.class);
        object.coreRelocations().forEach(relocation -> kinds.add(relocation.kind()));
        assertThat(kinds).isEqualTo(EnumSet.allOf(CoreKind.class));
        assertThat(object.coreRelocations()).hasSizeGreaterThan(200);
        for (Path btf : btfs) {
            String printed =
                    Tools.run(directory, List.of("./libbpf", "relocations.c.o", btf.toString()));
            assertThat(relocate(object, btf)).as("%s", btf).isEqualTo(printed.lines().toList());
        }
    }

    private static List<String> relocate(BpfObject object, Path btf) throws IOException {
        BtfGraph kernel = Btf.parse(MemorySegment.ofArray(Files.readAllBytes(btf))).graph();
        CoreRelocator relocator = new CoreRelocator(object.types().orElseThrow(), kernel);
        Map<String, long[]> code = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (CoreRelocation relocation : object.coreRelocations()) {
            long[] slots = code.computeIfAbsent(relocation.section(), s -> slots(object, s));
            int at = relocation.instruction();
            String after;
            try {
                CorePatch.apply(slots, relocation, relocator.resolve(relocation));
                byte[] two = new byte[16];
                ByteBuffer.wrap(two)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(slots[at])
                        .putLong(slots[at + 1]);
                after = HexFormat.of().formatHex(two);
            } catch (MalformedStructureException e) {
                after = "refused";
            }
            lines.add(
                    "%s %d %d %s"
                            .formatted(
                                    relocation.section(), at, relocation.kind().number(), after));
        }
        return lines;
    }

    private static long[] slots(BpfObject object, String name) {
        ElfFile.Section section =
                object.sections().stream()
                        .filter(found -> found.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        byte[] bytes = object.bytes(section);
        long[] slots = new long[bytes.length / 8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(slots);
        return slots;
    }
}
