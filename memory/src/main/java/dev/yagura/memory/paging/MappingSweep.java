package dev.yagura.memory.paging;

/**
 * How a sweep over mappings went.
 *
 * <p>A caller that concludes something from a mapping's absence checks {@link #complete()}.
 *
 * @param outcome why it ended
 * @param mappings leaves handed to the visitor
 * @param tables page tables read, at most the limit given
 * @param malformed present entries passed over because they point outside of RAM or have the
 *     page-size bit where none may be
 */
public record MappingSweep(Outcome outcome, long mappings, long tables, long malformed) {
    /** Why a sweep ended. */
    public enum Outcome {
        /** All of the range was gone through. */
        FINISHED,
        /** The visitor asked to stop. */
        STOPPED,
        /**
         * The limit on tables was reached. Tables that point at themselves can name 2^36 pages, so
         * there has to be one.
         */
        TABLE_LIMIT
    }

    /** Returns whether every mapping of the range was seen. */
    public boolean complete() {
        return outcome == Outcome.FINISHED && malformed == 0;
    }
}
