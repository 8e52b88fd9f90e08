package dev.yagura.memory.paging;

import java.io.IOException;

/** A guest-virtual address was read that has no page behind it. */
public final class PageNotPresentException extends IOException {

    private static final long serialVersionUID = 1L;

    /** First address of the read that has no page. */
    private final long gva;

    /**
     * Describes a read that met a missing page.
     *
     * @param gva first guest-virtual address of the read without a page
     * @param why how the walk ended
     */
    public PageNotPresentException(long gva, Translation why) {
        super("guest-virtual memory: 0x" + hex(gva) + " has no page: " + describe(why));
        this.gva = gva;
    }

    /** Returns the first guest-virtual address of the read that has no page. */
    public long gva() {
        return gva;
    }

    // Not formatted(): missing pages are ordinary, and the first use of a Formatter takes 50 ms.
    private static String describe(Translation why) {
        return switch (why) {
            case Translation.NotPresent(int level, long entryGpa, long entry) ->
                    entry(level, entryGpa, entry) + ", expected bit 0 set";
            case Translation.Malformed(int level, long entryGpa, long entry) ->
                    entry(level, entryGpa, entry) + ", expected an address in RAM";
            case Translation.NonCanonical() -> "address is not canonical";
            case Translation.Mapped(long gpa, long pageSize, Translation.Access access) ->
                    "gpa 0x" + hex(gpa) + " lies in no RAM range";
        };
    }

    private static String entry(int level, long entryGpa, long entry) {
        return "level " + level + " entry at gpa 0x" + hex(entryGpa) + " is 0x" + hex(entry);
    }

    private static String hex(long value) {
        return Long.toHexString(value);
    }
}
