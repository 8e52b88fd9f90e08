package dev.yagura.kernel.find;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.Btf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/** Finds BTF in a kernel image: between its two symbols, or else by its first bytes. */
final class BtfPlace {
    /** Magic, version and flags, as they lie in memory. */
    private static final byte[] START = {(byte) 0x9F, (byte) 0xEB, 1, 0};

    /** The linker script aligns .BTF to 4 bytes at least: include/asm-generic/vmlinux.lds.h. */
    private static final int ALIGNMENT = 4;

    /** BTF of a kernel; smaller ones are those of modules and BPF programs. */
    private static final int MIN_TYPES = 10_000;

    /** Places with the right first bytes that are looked into in one run. */
    private static final int MAX_TRIED = 1024;

    private BtfPlace() {}

    /**
     * Returns the kernel's BTF.
     *
     * @throws MalformedStructureException if the image has none, or it is broken
     */
    static Btf find(KernelImage image, SymbolTable symbols) throws IOException {
        OptionalLong start = symbols.address("__start_BTF");
        OptionalLong stop = symbols.address("__stop_BTF");
        if (start.isPresent() && stop.isPresent()) {
            long length = stop.getAsLong() - start.getAsLong();
            if (length < 1
                    || length > FinderLimits.MAX_REGION_BYTES
                    || start.getAsLong() < image.textBase()
                    || stop.getAsLong() > image.end()) {
                throw malformed(
                        start.getAsLong() - image.textBase(),
                        "is " + length + " bytes long, expected a section of the image");
            }
            return Btf.parse(MemorySegment.ofArray(image.copy(start.getAsLong(), (int) length)));
        }
        return search(image);
    }

    private static Btf search(KernelImage image) throws IOException {
        int refused = 0;
        for (KernelImage.Run run : image.searchOrder()) {
            MemorySegment bytes = MemorySegment.ofArray(image.copy(run));
            byte[] raw = (byte[]) bytes.heapBase().orElseThrow();
            int tried = 0;
            for (int at = next(raw, 0);
                    at >= 0 && tried < MAX_TRIED;
                    at = next(raw, at + ALIGNMENT)) {
                tried++;
                try {
                    Btf btf = Btf.parse(bytes.asSlice(at));
                    if (btf.count() >= MIN_TYPES) {
                        return btf;
                    }
                } catch (MalformedStructureException e) {
                    refused++;
                }
            }
        }
        throw malformed(0, "is nowhere in the image (" + refused + " refused), expected one");
    }

    private static int next(byte[] bytes, int from) {
        for (int at = from; at <= bytes.length - START.length; at += ALIGNMENT) {
            if (bytes[at] == START[0]
                    && bytes[at + 1] == START[1]
                    && bytes[at + 2] == START[2]
                    && bytes[at + 3] == START[3]) {
                return at;
            }
        }
        return -1;
    }

    private static MalformedStructureException malformed(long at, String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, "btf", "section", at, detail);
    }
}
