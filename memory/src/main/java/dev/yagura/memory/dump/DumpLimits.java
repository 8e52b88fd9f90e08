package dev.yagura.memory.dump;

/** How much of each thing a dump may have, each with the reason for the number. */
final class DumpLimits {
    /** x86-64 has at most 52 physical address bits. Intel SDM volume 3A, "4-Level Paging". */
    static final long MAX_GPA = 1L << 52;

    /** {@code e_phnum} has 16 bits; {@code PN_XNUM} (0xffff) and more segments are refused. */
    static final int MAX_ELF_SEGMENTS = 0xFFFE;

    /**
     * QEMU writes 816 bytes of notes per vCPU, KVM allows at most 4096 of those, and a {@code
     * VMCOREINFO} note has at most a few pages: 16 MiB leaves room four times over.
     */
    static final long MAX_NOTE_BYTES = 16L << 20;

    /** {@code CONFIG_KVM_MAX_NR_VCPUS} goes up to 4096. */
    static final int MAX_VCPUS = 4096;

    /** LiME writes one range per "System RAM" line of /proc/iomem; large hosts have some dozens. */
    static final int MAX_LIME_RANGES = 0xFFFF;

    /**
     * Bytes that two segments may both give for the same addresses: kdump's cores hold the kernel's
     * text twice, which is at most 1 GiB long ({@code KERNEL_IMAGE_SIZE}).
     */
    static final long MAX_OVERLAP_BYTES = 1L << 30;

    private DumpLimits() {}
}
