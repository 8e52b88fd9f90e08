package dev.yagura.network.match;

import dev.yagura.network.match.search.PatternScanner;
import dev.yagura.network.match.search.PatternSet;
import dev.yagura.network.match.search.PatternSetBuilder;
import dev.yagura.network.rules.BufferCondition.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rules that are held against the same, found by the patterns that have to be there.
 *
 * <p>Rules are named by their place in the order of all.
 */
final class RuleIndex {
    private final List<Integer> always = new ArrayList<>();
    private final Map<Where, Patterns> patterns = new HashMap<>();

    /** The patterns of one buffer, and whose they are. */
    private static final class Patterns {
        private final PatternSetBuilder builder = new PatternSetBuilder();
        private final List<List<Integer>> rules = new ArrayList<>();
        private @Nullable PatternScanner scanner;

        private void add(byte[] bytes, int rule) {
            int pattern = builder.add(bytes);
            if (pattern == rules.size()) {
                rules.add(new ArrayList<>());
            }
            rules.get(pattern).add(rule);
            scanner = null;
        }

        private PatternScanner scanner() {
            PatternScanner ready = scanner;
            if (ready == null) {
                ready = new PatternScanner(builder.build());
                scanner = ready;
            }
            return ready;
        }
    }

    void add(int rule, CompiledRule compiled) {
        if (compiled.pattern().isEmpty()) {
            always.add(rule);
            return;
        }
        FastPattern pattern = compiled.pattern().get();
        patterns.computeIfAbsent(pattern.where(), each -> new Patterns())
                .add(pattern.bytes(), rule);
    }

    /** Makes ready what else the first scan makes ready. */
    void prepare() {
        patterns.values().forEach(Patterns::scanner);
    }

    boolean isEmpty() {
        return always.isEmpty() && patterns.isEmpty();
    }

    /** Returns the buffers that are to be scanned. */
    Set<Where> buffers() {
        return patterns.keySet();
    }

    /** Tells the rules that no pattern tells. */
    void always(IntConsumer found) {
        for (int rule : always) {
            found.accept(rule);
        }
    }

    /**
     * Tells the rules whose pattern is in some bytes, each maybe several times.
     *
     * @param state where the scan of the bytes before ended
     * @return where this one ended
     */
    int scan(Where where, int state, byte[] bytes, int from, int to, IntConsumer found) {
        Patterns known = patterns.get(where);
        if (known == null) {
            return PatternSet.START;
        }
        return known.scanner()
                .scan(
                        state,
                        bytes,
                        from,
                        to,
                        pattern -> {
                            for (int rule : known.rules.get(pattern)) {
                                found.accept(rule);
                            }
                        });
    }
}
