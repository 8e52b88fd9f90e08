package dev.yagura.kernel.walk;

/**
 * What a walk accepts at most; beyond it, the guest is lying or broken.
 *
 * @param entries entries of one container, at least 1
 * @param treeDepth nodes from a tree's root to a leaf, at least 1
 */
public record WalkLimits(int entries, int treeDepth) {

    /**
     * Tasks a kernel can number: {@code PID_MAX_LIMIT} in {@code include/linux/threads.h}, 4 Mi. No
     * other container that is walked here grows larger.
     */
    public static final int MAX_ENTRIES = 4 << 20;

    /**
     * Depth of a red-black tree of {@link #MAX_ENTRIES} nodes: twice the binary logarithm of the
     * node count, plus one. Radix and maple trees are shallower: 11 levels of 6 bits, and {@code
     * MAPLE_HEIGHT_MAX} 31 in {@code include/linux/maple_tree.h}.
     */
    public static final int MAX_TREE_DEPTH = 2 * 22 + 1;

    /** CPUs a kernel can be built for: {@code NR_CPUS} with {@code MAXSMP}, arch/x86/Kconfig. */
    public static final int MAX_CPUS = 8192;

    /** The limits that fit every kernel. */
    public static final WalkLimits DEFAULT = new WalkLimits(MAX_ENTRIES, MAX_TREE_DEPTH);

    /** Refuses limits that forbid everything. */
    public WalkLimits {
        if (entries < 1 || treeDepth < 1) {
            throw new IllegalArgumentException(
                    "entries = %d, treeDepth = %d".formatted(entries, treeDepth));
        }
    }
}
