package dev.yagura.kernel.types;

/** Bounds on what type information may claim, each with the reason for its value. */
final class BtfLimits {
    /** Largest BTF that is read: an {@code allyesconfig} vmlinux has about 20 MiB. */
    static final int MAX_BYTES = 128 << 20;

    /** Most types: BTF_MAX_TYPE is 0x000fffff, include/uapi/linux/btf.h. */
    static final int MAX_TYPES = 0x000F_FFFF;

    /** Longest name; a C identifier of the kernel stays below 128 (KSYM_NAME_LEN). */
    static final int MAX_NAME = 512;

    /** Typedefs, qualifiers, pointers, arrays and unnamed structures around a type, at most. */
    static final int MAX_DEPTH = 64;

    /**
     * Members of one structure at most, those of unnamed structures in it included. The largest of
     * the kernel has some hundreds; unnamed structures that share a type could multiply without
     * end.
     */
    static final int MAX_MEMBERS = 1 << 17;

    /** Types of one name that are compared; a kernel has four or so. */
    static final int MAX_SAME_NAME = 16;

    private BtfLimits() {}
}
