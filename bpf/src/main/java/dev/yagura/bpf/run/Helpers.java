package dev.yagura.bpf.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The helpers that a program may call, by number. Immutable. */
public final class Helpers {
    /** No helpers. */
    public static final Helpers NONE = new Helpers(Map.of());

    private static final int MAX_NUMBER = 4095;

    private final @Nullable Helper[] byNumber;

    /**
     * Takes helpers.
     *
     * @param byNumber by number, 1 to 4095
     */
    public Helpers(Map<Integer, Helper> byNumber) {
        int size = byNumber.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
        if (size > MAX_NUMBER + 1 || byNumber.keySet().stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("numbers " + byNumber.keySet());
        }
        this.byNumber = new Helper[size];
        byNumber.forEach((number, helper) -> this.byNumber[number] = helper);
    }

    /** Returns the helper of a number, or null. */
    @Nullable Helper get(long number) {
        return number >= 0 && number < byNumber.length ? byNumber[(int) number] : null;
    }
}
