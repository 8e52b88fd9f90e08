package dev.yagura.network.match;

/**
 * What an engine did, and what it left out.
 *
 * @param rules that are held against packets
 * @param tried how often one was, beyond its addresses
 * @param matched how often one held
 * @param reported how often that was told
 * @param suppressed how often it was not, because of a threshold or a pass rule
 * @param unfinished how often a rule could not be held to the end, for want of effort
 * @param streamsCut how often what was held of a connection was given up, for want of room
 * @param forgotten bits of hosts and counts of thresholds for which there was no room
 */
public record RuleCounts(
        int rules,
        long tried,
        long matched,
        long reported,
        long suppressed,
        long unfinished,
        long streamsCut,
        long forgotten) {
    /** Returns whether nothing was left out. */
    public boolean isComplete() {
        return unfinished == 0 && streamsCut == 0 && forgotten == 0;
    }
}
