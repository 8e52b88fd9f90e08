package dev.yagura.it.attack;

import dev.yagura.detect.Detector;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.KernelModule;
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
import java.util.function.Predicate;

/** A guest in an ELF core whose memory a test may change; the file stays as it is. */
final class GuestCore implements AutoCloseable {
    private final PatchedMemory memory;
    private final Kernel kernel;
    private final Linux linux;

    private GuestCore(PatchedMemory memory, Kernel kernel) {
        this.memory = memory;
        this.kernel = kernel;
        this.linux = Linux.of(kernel);
    }

    /** Opens a core. */
    static GuestCore open(Path file) throws IOException {
        Dump dump = Dump.open(file);
        PatchedMemory memory = new PatchedMemory(dump);
        return new GuestCore(
                memory, LinuxKernel.open(new Look(memory), dump.registers(), KernelSources.NONE));
    }

    /** Takes all changes back, and returns the guest as it was dumped. */
    GuestCore unchanged() {
        memory.undo();
        return new GuestCore(memory, kernel.again());
    }

    /** Returns the guest's objects, as they were before the first change. */
    Linux linux() {
        return linux;
    }

    Kernel kernel() {
        return kernel;
    }

    boolean hasSymbol(String name) {
        return kernel.symbols().address(name).isPresent();
    }

    long symbol(String name) {
        return kernel.symbols().address(name).orElseThrow();
    }

    long offset(String struct, String member) throws IOException {
        return linux.views().offsetOf(struct, member);
    }

    /** Returns the address of a member of a structure. */
    long at(long gva, String struct, String member) throws IOException {
        return gva + offset(struct, member);
    }

    /** Returns the pointer in a member of a structure. */
    long pointer(long gva, String struct, String member) throws IOException {
        return u64(at(gva, struct, member));
    }

    /** Returns the first process of a name. */
    Task task(String comm) throws IOException {
        return task(task -> task.comm().equals(comm));
    }

    /** Returns the first process of a kind. */
    Task task(Predicate<Task> kind) throws IOException {
        return linux.tasks().processes().stream().filter(kind).findFirst().orElseThrow();
    }

    KernelModule module(String name) throws IOException {
        return linux.modules().list().stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns a page of zeros that the kernel maps and that nothing in it refers to. */
    long scratch() {
        return symbol("empty_zero_page");
    }

    /** Reads 8 bytes of the kernel's memory, changes included. */
    long u64(long gva) throws IOException {
        return memory.u64(kernel.memory().gpaOf(gva));
    }

    /** Reads 4 bytes of the kernel's memory, changes included. */
    int s32(long gva) throws IOException {
        return (int) u64(gva);
    }

    /** Changes 8 bytes of the kernel's memory. */
    void putU64(long gva, long value) throws IOException {
        memory.putU64(kernel.memory().gpaOf(gva), value);
    }

    /** Changes 4 bytes of the kernel's memory. */
    void putU32(long gva, int value) throws IOException {
        memory.putU32(kernel.memory().gpaOf(gva), value);
    }

    /** Changes bytes within one page of the kernel's memory. */
    void put(long gva, byte... bytes) throws IOException {
        put(kernel.memory(), gva, bytes);
    }

    /** Changes bytes within one page of some memory of the guest. */
    void put(AddressSpace space, long gva, byte... bytes) throws IOException {
        memory.put(space.gpaOf(gva), bytes);
    }

    /** Returns the memory itself, for changes by guest-physical address. */
    PatchedMemory physical() {
        return memory;
    }

    /** Does what {@code list_del_init} does. */
    void unlink(long node) throws IOException {
        long next = u64(node);
        long previous = u64(node + Long.BYTES);
        putU64(previous, next);
        putU64(next + Long.BYTES, previous);
        putU64(node, node);
        putU64(node + Long.BYTES, node);
    }

    /** Does what {@code list_move_tail} does: the node is in its list, elsewhere. */
    void moveToEnd(long node, long head) throws IOException {
        unlink(node);
        long last = u64(head + Long.BYTES);
        putU64(node, head);
        putU64(node + Long.BYTES, last);
        putU64(last, node);
        putU64(head + Long.BYTES, node);
    }

    /** Runs detectors over the guest as it is now, and expects that they cover all. */
    List<Finding> scan(List<Detector> detectors) throws IOException {
        return scan(detectors, gap -> false);
    }

    /**
     * The same of a guest whose kernel says that it is rewriting its code: places that are right
     * only if it does are told.
     */
    List<Finding> scanWhileRewriting(List<Detector> detectors) throws IOException {
        return scan(detectors, gap -> gap.why().contains("only if the kernel is rewriting it"));
    }

    private List<Finding> scan(List<Detector> detectors, Predicate<NotCovered> told)
            throws IOException {
        List<Finding> findings = new ArrayList<>();
        ScanReport report =
                Scan.of(detectors, List.of(), List.of(), InstantSource.system())
                        .run(GuestView.of(Linux.of(kernel.again()), false), findings::add);
        if (!report.notCovered().stream().allMatch(told)) {
            throw new AssertionError("not covered: " + report.notCovered());
        }
        return findings;
    }

    @Override
    public void close() throws IOException {
        memory.close();
    }
}
