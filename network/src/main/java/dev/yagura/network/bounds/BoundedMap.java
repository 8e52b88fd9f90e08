package dev.yagura.network.bounds;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets what was not asked for the longest time. Not safe for use by several threads.
 *
 * @param <K> key
 * @param <V> value
 */
public final class BoundedMap<K, V> {
    private final int maxEntries;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long forgotten;

    /**
     * Makes an empty map.
     *
     * @param maxEntries one more makes it forget one; at least 1
     */
    public BoundedMap(int maxEntries) {
        this.maxEntries = maxEntries;
    }

    /** Returns what a key stands for; null if it is not known, or was forgotten. */
    public @Nullable V get(K key) {
        return entries.get(key);
    }

    /** Returns what a key stands for, made with {@code maker} where it is not known. */
    public V computeIfAbsent(K key, Function<? super K, ? extends V> maker) {
        V known = entries.get(key);
        if (known == null) {
            known = maker.apply(key);
            put(key, known);
        }
        return known;
    }

    /** Says what a key stands for. */
    public void put(K key, V value) {
        entries.put(key, value);
        if (entries.size() > maxEntries) {
            entries.remove(entries.keySet().iterator().next());
            forgotten++;
        }
    }

    /** Forgets a key, which is not counted. */
    public void remove(K key) {
        entries.remove(key);
    }

    /** Returns how many entries there are. */
    public int size() {
        return entries.size();
    }

    /** Returns how many entries there was no room for. */
    public long forgotten() {
        return forgotten;
    }
}
