package dev.yagura.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.types.Btf;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Reads the types of the kernel that runs these tests, where it shows them, beside bpftool. */
class OwnMachineTypesTest {
    private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");

    @Test
    void everyTypeIsAsBpftoolReadsIt() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isReadable(TYPES), TYPES + " is not there");
        requireBpftool();
        BpftoolTypes expected = BpftoolTypes.of(TYPES);

        Btf btf = Btf.parse(MemorySegment.ofArray(Files.readAllBytes(TYPES)));

        assertThat(expected.structs()).contains("task_struct", "list_head");
        assertThat(expected.differences(btf, 10)).isEmpty();
    }

    private static void requireBpftool() {
        boolean there = false;
        for (String directory :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            there |= Files.isExecutable(Path.of(directory, "bpftool"));
        }
        if (!there && Boolean.getBoolean("yagura.requireTools")) {
            throw new AssertionError("bpftool is not installed, and yagura.requireTools is set");
        }
        Assumptions.assumeTrue(there, "bpftool is not installed");
    }
}
