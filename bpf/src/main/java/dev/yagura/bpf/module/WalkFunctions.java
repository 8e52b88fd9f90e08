package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.detect.DetectorContext;
import dev.yagura.kernel.walk.BucketWalk;
import dev.yagura.kernel.walk.IndexedEntry;
import dev.yagura.kernel.walk.RangeEntry;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import dev.yagura.kernel.walk.WalkLimits;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/** Walks over containers, an entry at a time; the last few stay at hand. */
final class WalkFunctions {
    private static final int MAX_ENTRIES = 1 << 20;

    /** Loops in loops, each over a container of its own. */
    private static final int MAX_KEPT = 4;

    private final DetectorContext context;
    private final Work work;
    private final Walks walks;
    private final SequencedMap<Container, List<RangeEntry>> kept = new LinkedHashMap<>();
    private final Set<Container> cut = new HashSet<>();

    private record Container(long kind, long gva) {}

    WalkFunctions(DetectorContext context, Work work) {
        this.context = context;
        this.work = work;
        this.walks =
                new Walks(
                        context.linux().views(),
                        new WalkLimits(MAX_ENTRIES, WalkLimits.MAX_TREE_DEPTH));
    }

    void addTo(Bindings bindings) {
        bindings.add(
                1050,
                (memory, kind, container, walk, d, e) ->
                        next(memory, new Container(kind & 0xFFFF_FFFFL, container), walk));
    }

    /** Fills {@code struct yagura_walk}: position, first, last, entry. */
    private long next(Memory memory, Container container, long walk) throws Trap, IOException {
        long position = memory.load8(walk);
        List<RangeEntry> entries = entries(container);
        if (position < 0 || position >= entries.size()) {
            return 0;
        }
        RangeEntry entry = entries.get((int) position);
        memory.store8(walk, position + 1);
        memory.store8(walk + 8, entry.first());
        memory.store8(walk + 16, entry.last());
        memory.store8(walk + 24, entry.value());
        return 1;
    }

    private List<RangeEntry> entries(Container container) throws Trap, IOException {
        List<RangeEntry> entries = kept.remove(container);
        if (entries == null) {
            entries = walked(container);
            work.spend(16L * entries.size());
        }
        kept.putLast(container, entries);
        if (kept.size() > MAX_KEPT) {
            kept.pollFirstEntry();
        }
        return entries;
    }

    private List<RangeEntry> walked(Container container) throws Trap, IOException {
        long gva = container.gva();
        return switch ((int) container.kind()) {
            case 1 -> entries(container, walks.tree(gva), WalkFunctions::single);
            case 2 -> entries(container, walks.xarray(gva), WalkFunctions::indexed);
            case 3 -> entries(container, walks.idr(gva), WalkFunctions::indexed);
            case 4 -> entries(container, walks.maple(gva), Function.identity());
            case 5 -> {
                BucketWalk table = walks.rhashtable("rhashtable", gva);
                for (WalkEnd.Cut end : table.cuts()) {
                    tell(container, table.container(), end);
                }
                yield table.nodes().stream().map(WalkFunctions::single).toList();
            }
            case 6 -> entries(container, walks.list(gva), WalkFunctions::single);
            case 7 -> entries(container, walks.hlist(gva), WalkFunctions::single);
            default ->
                    throw new Trap(
                            ProgramFault.Kind.HELPER,
                            container.kind(),
                            "walks a container of kind %d, which is none"
                                    .formatted(container.kind()));
        };
    }

    private <T> List<RangeEntry> entries(
            Container container, Walk<T> walk, Function<T, RangeEntry> entry) {
        if (walk.end() instanceof WalkEnd.Cut end) {
            tell(container, walk.container(), end);
        }
        return walk.items().stream().map(entry).toList();
    }

    private void tell(Container container, String name, WalkEnd.Cut end) {
        if (cut.size() < MAX_ENTRIES && cut.add(container)) {
            context.notCovered(name, end.toString());
        }
    }

    private static RangeEntry single(Long gva) {
        return new RangeEntry(0, 0, gva);
    }

    private static RangeEntry indexed(IndexedEntry entry) {
        return new RangeEntry(entry.index(), entry.index(), entry.value());
    }
}
