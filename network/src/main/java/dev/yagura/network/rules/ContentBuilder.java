package dev.yagura.network.rules;

import dev.yagura.network.rules.BufferCondition.Content;
import dev.yagura.network.rules.BufferCondition.FastPattern;
import dev.yagura.network.rules.BufferCondition.Place;
import dev.yagura.network.rules.BufferCondition.Where;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A content as far as its modifiers were read. */
final class ContentBuilder {
    /** What counts from where a content has to lie. */
    enum Limit {
        OFFSET,
        DEPTH,
        DISTANCE,
        WITHIN;

        boolean isRelative() {
            return this == DISTANCE || this == WITHIN;
        }
    }

    private final ContentBytes pattern;
    private final boolean negated;
    private final Map<Limit, Quantity> limits = new EnumMap<>(Limit.class);
    private Where where;
    private boolean moved;
    private boolean ignoresCase;
    private boolean start;
    private boolean end;
    private Optional<FastPattern> fastPattern = Optional.empty();

    ContentBuilder(Where where, ContentBytes pattern, boolean negated) {
        this.where = where;
        this.pattern = pattern;
        this.negated = negated;
    }

    int length() {
        return pattern.length();
    }

    void move(RuleOption option, Buffer buffer) throws RefusedException {
        if (moved) {
            throw option.refused("moves a content that was moved before");
        }
        moved = true;
        where = new Where(buffer, List.of());
    }

    void ignoreCase(RuleOption option) throws RefusedException {
        requireOnce(option, ignoresCase);
        ignoresCase = true;
    }

    void atStart(RuleOption option) throws RefusedException {
        requireOnce(option, start);
        if (!limits.isEmpty()) {
            throw option.refused("stands beside %s".formatted(words()));
        }
        start = true;
    }

    void atEnd(RuleOption option) throws RefusedException {
        requireOnce(option, end);
        end = true;
    }

    void limit(RuleOption option, Limit limit, Quantity quantity) throws RefusedException {
        if (start) {
            throw option.refused("stands beside startswith");
        }
        for (Limit other : limits.keySet()) {
            if (other == limit) {
                throw option.refused("is there twice, expected one of a content");
            }
            if (other.isRelative() != limit.isRelative()) {
                throw option.refused(
                        "stands beside %s: one counts from the match before, one does not"
                                .formatted(words()));
            }
        }
        boolean isLength = limit == Limit.DEPTH || limit == Limit.WITHIN;
        if (isLength && quantity instanceof Quantity.Fixed fixed && fixed.value() < length()) {
            throw option.refused(
                    "is %d, less than the %d bytes of the content"
                            .formatted(fixed.value(), length()));
        }
        limits.put(limit, quantity);
    }

    void fastPattern(RuleOption option, FastPattern fast) throws RefusedException {
        if (negated && (start || end || !limits.isEmpty())) {
            throw option.refused("is of a content that must not be at a certain place");
        }
        if (fast.only() && (negated || !limits.isEmpty())) {
            throw option.refused("is only of a content that has to lie somewhere, or must not");
        }
        fastPattern = Optional.of(fast);
    }

    Content build() {
        return new Content(
                where,
                pattern,
                new Place(
                        limit(Limit.OFFSET),
                        limit(Limit.DEPTH),
                        limit(Limit.DISTANCE),
                        limit(Limit.WITHIN),
                        start,
                        end),
                negated,
                ignoresCase,
                fastPattern);
    }

    FastPattern part(RuleOption option, String offset, String length) throws RefusedException {
        int from = (int) option.number(offset, 0, length());
        int count = (int) option.number(length, 1, length());
        if (from + count > length()) {
            throw option.refused("ends at byte %d of %d".formatted(from + count, length()));
        }
        return new FastPattern(false, OptionalInt.of(from), OptionalInt.of(count));
    }

    private Optional<Quantity> limit(Limit limit) {
        return Optional.ofNullable(limits.get(limit));
    }

    private String words() {
        return limits.keySet().stream()
                .map(limit -> limit.name().toLowerCase(java.util.Locale.ROOT))
                .toList()
                .toString();
    }

    private static void requireOnce(RuleOption option, boolean before) throws RefusedException {
        option.requireNone();
        if (before) {
            throw option.refused("is there twice, expected one of a content");
        }
    }
}
