package dev.yagura.detect.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.memory.Look;
import dev.yagura.memory.dump.Dump;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A guest whose memory the test may change. */
record IntrudedGuest(PatchedMemory memory, Kernel kernel, Linux linux) {
    static IntrudedGuest open(Path folder) throws IOException {
        Dump dump = Dump.open(folder.resolve("core.elf"));
        PatchedMemory memory = new PatchedMemory(dump);
        Kernel kernel = LinuxKernel.open(new Look(memory), dump.registers(), KernelSources.NONE);
        return new IntrudedGuest(memory, kernel, Linux.of(kernel));
    }

    long gpa(long gva) throws IOException {
        return kernel.memory().gpaOf(gva);
    }

    void putU64(long gva, long value) throws IOException {
        memory.putU64(gpa(gva), value);
    }

    long symbol(String name) {
        return kernel.symbols().address(name).orElseThrow();
    }

    Task task(String comm) throws IOException {
        return linux.tasks().processes().stream()
                .filter(task -> task.comm().equals(comm))
                .findFirst()
                .orElseThrow();
    }

    /** Writes 64-bit values one behind the other. */
    void putWords(long gva, long... values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            putU64(gva + 8L * i, values[i]);
        }
    }

    /** Returns the address of a member of a structure. */
    long at(long gva, String struct, String member) throws IOException {
        return gva + linux.views().offsetOf(struct, member);
    }

    /** Returns a page of zeros that the kernel maps and that nothing in it refers to. */
    long scratch() {
        return symbol("empty_zero_page");
    }

    /** Does what {@code list_del_init} does. */
    void unlink(long node) throws IOException {
        long next = kernel.memory().u64(node);
        long previous = kernel.memory().u64(node + 8);
        putU64(previous, next);
        putU64(next + 8, previous);
        putU64(node, node);
        putU64(node + 8, node);
    }

    List<Finding> scan() throws IOException {
        List<Finding> findings = new ArrayList<>();
        ScanReport report =
                Scan.of(MemoryDetectors.all(), List.of(), List.of(), InstantSource.system())
                        .run(GuestView.of(Linux.of(kernel.again()), false), findings::add);
        assertThat(report.notCovered()).isEmpty();
        assertThat(report.looked())
                .hasEntrySatisfying("handlers", n -> assertThat(n).isGreaterThan(700))
                .hasEntrySatisfying("tasks in task list", n -> assertThat(n).isGreaterThan(50));
        // Guests with something of everything have an interface that was told to take all.
        findings.removeIf(finding -> finding.subject().startsWith("interface dummy1 "));
        return findings;
    }
}
