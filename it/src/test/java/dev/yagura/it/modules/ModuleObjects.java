package dev.yagura.it.modules;

import dev.yagura.bpf.header.HeaderWriter;
import dev.yagura.cli.Main;
import dev.yagura.detect.originals.Compression;
import dev.yagura.kernel.linux.image.ElfFile;
import dev.yagura.kernel.types.Btf;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The modules, compiled once against the types of the newest kernel. Needs clang 19 or newer. */
final class ModuleObjects {
    /** Fields of the header of a bzImage: Documentation/arch/x86/boot.rst. */
    private static final int SETUP_SECTORS = 0x1F1;

    private static final int PAYLOAD_OFFSET = 0x248;
    private static final int PAYLOAD_LENGTH = 0x24C;
    private static final int SECTOR = 512;
    private static final int MAX_KERNEL = 256 << 20;

    private static final Path SOURCES = Path.of("../modules");

    private static @Nullable ModuleObjects built;

    private final Map<String, byte[]> objects = new HashMap<>();

    private ModuleObjects(Path work) throws IOException {
        Files.writeString(work.resolve("vmlinux.h"), header());
        for (String name : ModuleViews.names()) {
            Path object = work.resolve(name + ".o");
            run(
                    "module",
                    "build",
                    SOURCES.resolve(name + ".c").toString(),
                    "--headers",
                    work.resolve("vmlinux.h").toString(),
                    "-o",
                    object.toString());
            objects.put(name, Files.readAllBytes(object));
        }
    }

    /** Returns the modules; the first to ask waits for the compiler. */
    static synchronized ModuleObjects built() throws IOException {
        ModuleObjects ready = built;
        if (ready == null) {
            ready = new ModuleObjects(Files.createTempDirectory("yagura-modules"));
            built = ready;
        }
        return ready;
    }

    byte[] object(String name) {
        byte[] object = objects.get(name);
        if (object == null) {
            throw new IllegalArgumentException("name = " + name);
        }
        return object;
    }

    private static String header() throws IOException {
        Path image = DebianKernels.standard().fetch(DebianKernel.NEWEST).bzImage();
        byte[] file = Files.readAllBytes(image);
        ByteBuffer setup = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int start = (file[SETUP_SECTORS] + 1) * SECTOR + setup.getInt(PAYLOAD_OFFSET);
        byte[] payload = Arrays.copyOfRange(file, start, start + setup.getInt(PAYLOAD_LENGTH));
        byte[] kernel = Compression.decompress(image.toString(), payload, MAX_KERNEL);
        ElfFile elf = ElfFile.parse(image.toString(), kernel, ElfFile.X86_64);
        byte[] types = elf.copy(elf.section(".BTF").orElseThrow()).array();
        return HeaderWriter.write(Btf.parse(MemorySegment.ofArray(types)).graph());
    }

    private static void run(String... command) throws IOException {
        StringWriter printed = new StringWriter();
        PrintWriter both = new PrintWriter(printed, true);
        if (Main.run(command, both, both) != 0) {
            throw new IOException(String.join(" ", command) + ": " + printed);
        }
    }
}
