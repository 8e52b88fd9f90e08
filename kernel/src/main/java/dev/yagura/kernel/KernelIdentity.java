package dev.yagura.kernel;

import static java.util.Objects.requireNonNull;

/**
 * Which kernel a guest runs, and where it lies.
 *
 * @param banner {@code linux_banner}, as {@code /proc/version} prints it
 * @param release as {@code uname -r} prints it
 * @param textBase guest-virtual address of {@code _text}
 * @param kaslrOffset {@code textBase} minus the address at which the kernel was linked, in bytes
 * @param physicalBase guest-physical address of {@code _text}
 * @param pagingLevels 4 or 5
 * @param dtb guest-physical address of the kernel's root table, {@code init_top_pgt}
 * @param symbols number of symbols
 * @param types number of types
 * @param symbolSource {@code kallsyms}, {@code System.map} or {@code ISF}
 * @param typeSource {@code BTF} or {@code ISF}
 */
public record KernelIdentity(
        String banner,
        String release,
        long textBase,
        long kaslrOffset,
        long physicalBase,
        int pagingLevels,
        long dtb,
        int symbols,
        int types,
        String symbolSource,
        String typeSource) {
    /** Requires the texts. */
    public KernelIdentity {
        requireNonNull(banner, "banner");
        requireNonNull(release, "release");
        requireNonNull(symbolSource, "symbolSource");
        requireNonNull(typeSource, "typeSource");
    }
}
