package dev.yagura.network.match.content;

import dev.yagura.network.rules.Quantity;
import java.util.HashMap;
import java.util.Map;

/** The numbers that one rule took from what it looks at, by the names that it gave them. */
public final class Numbers {
    private final Map<String, Long> taken = new HashMap<>();

    /** Makes numbers of which none was taken yet. */
    public Numbers() {}

    void take(String name, long value) {
        taken.put(name, value);
    }

    /** Returns a number; 0 for one that was not taken. */
    long of(Quantity quantity) {
        return switch (quantity) {
            case Quantity.Fixed fixed -> fixed.value();
            case Quantity.Variable variable -> taken.getOrDefault(variable.name(), 0L);
        };
    }
}
