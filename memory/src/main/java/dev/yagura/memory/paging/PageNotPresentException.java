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
        super("guest-virtual memory: 0x%x has no page: %s".formatted(gva, describe(why)));
        this.gva = gva;
    }

    /** Returns the first guest-virtual address of the read that has no page. */
    public long gva() {
        return gva;
    }

    private static String describe(Translation why) {
        return switch (why) {
            case Translation.NotPresent(int level, long entryGpa, long entry) ->
                    "level %d entry at gpa 0x%x is 0x%x, expected bit 0 set"
                            .formatted(level, entryGpa, entry);
            case Translation.Malformed(int level, long entryGpa, long entry) ->
                    "level %d entry at gpa 0x%x is 0x%x, expected an address in RAM"
                            .formatted(level, entryGpa, entry);
            case Translation.NonCanonical() -> "address is not canonical";
            case Translation.Mapped(long gpa, long pageSize, Translation.Access access) ->
                    "gpa 0x%x lies in no RAM range".formatted(gpa);
        };
    }
}
