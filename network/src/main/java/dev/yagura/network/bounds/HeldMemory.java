package dev.yagura.network.bounds;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What holders keep, all together bounded: those that were not updated for longest forget what they
 * keep. Not safe for use by several threads.
 *
 * @param <H> who keeps something; two are equal if they are the same
 */
public final class HeldMemory<H extends Holder> {
    private final long maxBytes;
    private final Map<H, Integer> holders = new LinkedHashMap<>();
    private long heldBytes;
    private long givenUp;

    /** Makes a bound of so many bytes. */
    public HeldMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns how many times a holder had to forget. */
    public long givenUp() {
        return givenUp;
    }

    /** Takes note of what a holder keeps now. */
    public void update(H holder) {
        forget(holder);
        int cost = holder.costBytes();
        if (cost > 0) {
            holders.put(holder, cost);
            heldBytes += cost;
        }
        Iterator<Map.Entry<H, Integer>> oldest = holders.entrySet().iterator();
        while (heldBytes > maxBytes) {
            Map.Entry<H, Integer> each = oldest.next();
            heldBytes -= each.getValue();
            givenUp++;
            oldest.remove();
            each.getKey().giveUp();
        }
    }

    /** Takes note that a holder is gone. */
    public void forget(H holder) {
        Integer before = holders.remove(holder);
        if (before != null) {
            heldBytes -= before;
        }
    }
}
