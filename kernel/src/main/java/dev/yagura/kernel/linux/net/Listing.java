package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.table.Gap;
import java.util.List;

/**
 * Objects, and what is missing among them.
 *
 * @param <T> type of the objects
 * @param items what was found
 * @param gaps what could not be read; empty where the list is whole
 */
public record Listing<T>(List<T> items, List<Gap> gaps) {
    /** Copies the lists. */
    public Listing {
        items = List.copyOf(items);
        gaps = List.copyOf(gaps);
    }
}
