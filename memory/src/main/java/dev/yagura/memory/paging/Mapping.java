package dev.yagura.memory.paging;

/**
 * One leaf of a guest's page tables.
 *
 * @param gva first guest-virtual address, a multiple of {@code pageSize}
 * @param gpa first guest-physical address, a multiple of {@code pageSize}; may lie outside of RAM
 * @param pageSize in bytes: 4 KiB, 2 MiB or 1 GiB
 * @param access rights, each the conjunction over every level
 */
public record Mapping(long gva, long gpa, long pageSize, Translation.Access access) {}
