package dev.yagura.detect.memory;

import dev.yagura.detect.Detector;
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
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A dumped guest whose memory the test may change. */
public final class DumpedGuest {
    private final PatchedMemory memory;
    private final Kernel kernel;
    private final Linux linux;

    private DumpedGuest(PatchedMemory memory, Kernel kernel) {
        this.memory = memory;
        this.kernel = kernel;
        this.linux = Linux.of(kernel);
    }

    /** Opens a folder of {@code yagura.dumps}. */
    public static DumpedGuest open(Path folder) throws IOException {
        Dump dump = Dump.open(folder.resolve("core.elf"));
        PatchedMemory memory = new PatchedMemory(dump);
        return new DumpedGuest(
                memory, LinuxKernel.open(new Look(memory), dump.registers(), KernelSources.NONE));
    }

    /** Returns the guest as it was when it was opened. */
    public Linux linux() {
        return linux;
    }

    /** Returns the first process of that name. */
    public Task task(String comm) throws IOException {
        return linux.tasks().processes().stream()
                .filter(task -> task.comm().equals(comm))
                .findFirst()
                .orElseThrow();
    }

    /** Returns a symbol's address. */
    public long symbol(String name) {
        return kernel.symbols().address(name).orElseThrow();
    }

    /** Returns the offset of a field. */
    public long offset(String struct, String field) throws IOException {
        return linux.views().offsetOf(struct, field);
    }

    /** Reads a pointer field of an object. */
    public long pointer(String struct, long gva, String field) throws IOException {
        return kernel.memory().u64(gva + offset(struct, field));
    }

    /** Changes 8 bytes of the kernel's memory. */
    public void putU64(long gva, long value) throws IOException {
        memory.putU64(kernel.memory().gpaOf(gva), value);
    }

    /** Changes 4 bytes of the kernel's memory. */
    public void putU32(long gva, int value) throws IOException {
        memory.putU32(kernel.memory().gpaOf(gva), value);
    }

    /** Changes bytes of the kernel's memory. */
    public void put(long gva, byte... bytes) throws IOException {
        put(kernel.memory(), gva, bytes);
    }

    /** Changes bytes within one page of some memory of the guest. */
    public void put(AddressSpace space, long gva, byte... bytes) throws IOException {
        memory.put(space.gpaOf(gva), bytes);
    }

    /** Runs detectors over the guest as it is now. */
    public ScanReport scan(List<Detector> detectors, List<Finding> findings) throws IOException {
        return Scan.of(detectors, List.of(), List.of(), InstantSource.system())
                .run(GuestView.of(Linux.of(kernel.again()), false), findings::add);
    }

    /** Runs detectors over the guest as it is now, and expects that they cover all. */
    public List<Finding> scan(List<Detector> detectors) throws IOException {
        List<Finding> findings = new ArrayList<>();
        ScanReport report = scan(detectors, findings);
        if (!report.isComplete()) {
            throw new AssertionError("not covered: " + report.notCovered());
        }
        return findings;
    }
}
