package dev.yagura.kernel.symbols;

/**
 * A named address of the running kernel, KASLR applied.
 *
 * @param name as the kernel spells it; not unique
 * @param gva guest-virtual address; for absolute and per-CPU symbols a plain value or offset
 * @param type the letter of nm(1): {@code t/T} text, {@code d/D} data, {@code A} absolute …
 */
public record Symbol(String name, long gva, char type) {}
