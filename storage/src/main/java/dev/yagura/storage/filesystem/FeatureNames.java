package dev.yagura.storage.filesystem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Features that a filesystem may need of its reader, by their bits.
 *
 * @param supported those that this reader has
 * @param refused names of those that are known and not read
 */
public record FeatureNames(long supported, Map<Long, String> refused) {
    /** Copies the map. */
    public FeatureNames {
        refused = Map.copyOf(refused);
    }

    /**
     * Returns the names of what stands in the way of reading, and the bits in hex of what has none
     * here; empty if nothing does.
     */
    public List<String> unsupported(long needed) {
        List<String> names = new ArrayList<>();
        long unknown = needed & ~supported;
        for (var name : new TreeMap<>(refused).entrySet()) {
            if ((unknown & name.getKey()) != 0) {
                names.add(name.getValue());
                unknown &= ~name.getKey();
            }
        }
        if (unknown != 0) {
            names.add("0x" + Long.toHexString(unknown));
        }
        return names;
    }
}
