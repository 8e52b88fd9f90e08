package dev.yagura.memory.paging;

/**
 * The outcome of walking a guest's page tables for one guest-virtual address (GVA).
 *
 * <p>A missing page is an answer, not an error: guests page out, and a sweep over an address space
 * meets more holes than pages. Only a failure to read a page table itself is thrown.
 */
public sealed interface Translation {
    /**
     * The page is present.
     *
     * @param gpa guest-physical address of the byte asked for, not of the page start
     * @param pageSize in bytes: 4 KiB, 2 MiB or 1 GiB
     * @param access rights, each the conjunction over every level of the walk
     */
    record Mapped(long gpa, long pageSize, Access access) implements Translation {}

    /**
     * An entry on the path has its present bit clear.
     *
     * @param level where the walk stopped: 5 for the PML5 entry, down to 1 for the page-table entry
     * @param entryGpa guest-physical address of that entry
     * @param entry its 64 raw bits, which may hold a swap location
     */
    record NotPresent(int level, long entryGpa, long entry) implements Translation {}

    /** The address bits above the paging mode's are not all equal, so no walk exists for it. */
    record NonCanonical() implements Translation {}

    /**
     * A present entry points outside the guest's RAM, or has the page-size bit where none may be.
     *
     * @param level of that entry, 5 down to 1
     * @param entryGpa guest-physical address of that entry
     * @param entry its 64 raw bits
     */
    record Malformed(int level, long entryGpa, long entry) implements Translation {}

    /**
     * Rights of a mapping.
     *
     * @param writable R/W set at every level
     * @param user U/S set at every level
     * @param executable XD clear at every level
     */
    record Access(boolean writable, boolean user, boolean executable) {}
}
