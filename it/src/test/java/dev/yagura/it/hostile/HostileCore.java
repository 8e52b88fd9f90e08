package dev.yagura.it.hostile;

import dev.yagura.detect.Detector;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.code.recorded.CodeRecorder;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The core of a guest whose kernel's structures are made hostile, and what detectors do then. */
final class HostileCore {
    private final GuestCore guest;
    private final CountedMemory memory;
    private final Linux linux;

    HostileCore(GuestCore guest) {
        this.guest = guest;
        this.memory = new CountedMemory(guest.memory());
        this.linux = guest.through(memory);
    }

    /**
     * What a detector said, and what that took.
     *
     * @param reads of guest memory
     * @param pages numbers of the pages that were read
     */
    record Outcome(
            String detector,
            List<Finding> findings,
            List<NotCovered> gaps,
            long reads,
            List<Integer> pages) {
        /** Returns all that was said, for searches. */
        String text() {
            StringBuilder text = new StringBuilder();
            gaps.forEach(
                    gap -> text.append(gap.what()).append(": ").append(gap.why()).append('\n'));
            findings.forEach(f -> text.append(f.title()).append(f.evidence()).append('\n'));
            return text.toString();
        }
    }

    /** Runs one detector; fails when it reads more often than that. */
    Outcome run(Detector detector, long mostReads) {
        List<Finding> findings = new ArrayList<>();
        memory.count(mostReads);
        ScanReport report =
                Scan.of(List.of(detector), List.of(), List.of(), InstantSource.system())
                        .run(GuestView.of(linux.again(), false), findings::add);
        return new Outcome(
                detector.info().id(),
                findings,
                report.notCovered(),
                memory.reads(),
                memory.pagesRead());
    }

    /** Records the guest's code; fails when that reads more often than that. */
    void record(long mostReads) {
        memory.count(mostReads);
        try {
            CodeRecorder.record(linux.again());
        } catch (IOException e) {
            // The guest does not say what it is, or what modules it has: nothing is recorded.
        }
    }

    /** Returns the guest's own memory, for what is looked up in it and changed. */
    GuestCore guest() {
        return guest;
    }

    /** Returns the kernel's memory as it was. */
    AddressSpace before() {
        return guest.before();
    }

    /** Returns the guest as it is now. */
    Linux linux() {
        return linux;
    }

    StructViews views() {
        return linux.views();
    }

    /** Returns a symbol's address. */
    long symbol(String name) {
        return guest.symbol(name);
    }

    /** Returns whether the kernel has a symbol. */
    boolean hasSymbol(String name) {
        return guest.hasSymbol(name);
    }

    /** Returns the address of a member. */
    long at(long gva, String struct, String... members) throws IOException {
        return guest.at(gva, struct, members);
    }

    /** Writes 64 bits into the kernel's memory. */
    void put(long gva, long value) throws IOException {
        guest.putU64(gva, value);
    }

    /** Writes 32 bits into the kernel's memory. */
    void put32(long gva, int value) throws IOException {
        guest.putU32(gva, value);
    }

    /** Writes bytes into the kernel's memory. */
    void put(long gva, byte[] bytes) throws IOException {
        guest.put(gva, bytes);
    }

    /** Writes 64 bits into physical memory. */
    void putPhysical(long gpa, long value) throws IOException {
        guest.putPhysical(gpa, value);
    }

    /** Reads 64 bits of physical memory as they were. */
    long physical(long gpa) throws IOException {
        byte[] bytes = new byte[Long.BYTES];
        before().physical().read(gpa, MemorySegment.ofArray(bytes));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Takes all changes back. */
    void undo() {
        guest.undo();
    }
}
