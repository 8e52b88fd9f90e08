package dev.yagura.kernel.linux.image;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel as its linker made it, {@code vmlinux}, with the list of places to relocate. Safe for
 * concurrent use.
 */
public final class KernelFile {
    private static final String NAME = "vmlinux";
    private static final String TEXT = ".text";

    private final ElfFile elf;
    private final ElfFile.Section text;
    private final ImageRelocations relocations;

    /** The image where it was last asked for: a kernel stays where it is while it runs. */
    private volatile @Nullable Placed last;

    private record Placed(long textGva, CodeImage image) {}

    private KernelFile(ElfFile elf, ElfFile.Section text, ImageRelocations relocations) {
        this.elf = elf;
        this.text = text;
        this.relocations = relocations;
    }

    /** Returns whether bytes begin as an ELF file does. */
    public static boolean isOne(byte[] bytes) {
        return ElfFile.isOne(bytes);
    }

    /**
     * Reads the payload of a bzImage, decompressed.
     *
     * @param bytes not copied; must not change
     * @throws MalformedStructureException if it is no kernel for x86-64
     */
    public static KernelFile parse(byte[] bytes) throws MalformedStructureException {
        ElfFile elf = ElfFile.parse(NAME, bytes, ElfFile.X86_64);
        ElfFile.Section text =
                elf.section(TEXT)
                        .filter(section -> section.has(ElfFile.SHF_EXECINSTR))
                        .orElseThrow(() ->
                                new MalformedStructureException(
                                        Reason.OUT_OF_RANGE,
                                        NAME,
                                        "sh_name",
                                        0,
                                        "has no executable section .text"));
        return new KernelFile(elf, text, ImageRelocations.parse(NAME, elf.behind()));
    }

    /**
     * Returns code and read-only data as they are at an address.
     *
     * @param textGva address of the kernel's {@code _text}
     * @throws MalformedStructureException if it is linked to another address and has no list of
     *     places to relocate
     */
    public CodeImage at(long textGva) throws MalformedStructureException {
        Placed known = last;
        if (known == null || known.textGva != textGva) {
            known = new Placed(textGva, relocated(textGva));
            last = known;
        }
        return known.image;
    }

    private CodeImage relocated(long textGva) throws MalformedStructureException {
        long delta = textGva - text.address();
        if (delta != 0 && relocations.isEmpty()) {
            throw new MalformedStructureException(
                    Reason.UNSUPPORTED,
                    NAME,
                    "vmlinux.relocs",
                    0,
                    "is not there, and the kernel runs 0x%x bytes from where it is linked to"
                            .formatted(delta));
        }
        List<CodeImage.Part> parts = new ArrayList<>();
        for (ElfFile.Section section : elf.sections()) {
            if (isKept(section)) {
                parts.add(
                        new CodeImage.Part(
                                section.name(),
                                section.address(),
                                elf.copy(section),
                                section.has(ElfFile.SHF_EXECINSTR),
                                section.has(ElfFile.SHF_WRITE)));
            }
        }
        relocations.apply(new CodeImage(parts), delta);
        return new CodeImage(
                parts.stream()
                        .map(part ->
                                new CodeImage.Part(
                                        part.name(),
                                        part.gva() + delta,
                                        part.bytes().asReadOnlyBuffer().order(part.bytes().order()),
                                        part.executable(),
                                        part.writable()))
                        .toList());
    }

    /** Data that changes and tables for unwinding are left out: they are the larger part. */
    private static boolean isKept(ElfFile.Section section) {
        return section.has(ElfFile.SHF_ALLOC)
                && section.isInFile()
                && section.address() != 0
                && !section.name().startsWith(".data")
                && !section.name().startsWith(".orc")
                && !section.name().equals(".init.scratch");
    }
}
