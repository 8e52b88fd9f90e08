package dev.yagura.bpf.run;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which source line each instruction of a program comes from. Immutable. */
public final class SourceLines {
    /** Lines of a program that says nothing of its source. */
    public static final SourceLines NONE = new SourceLines(Map.of());

    private final NavigableMap<Integer, SourceLine> byFirst;

    /**
     * Takes a table.
     *
     * @param byFirst lines by the first of their instructions; each holds up to the next
     */
    public SourceLines(Map<Integer, SourceLine> byFirst) {
        this.byFirst = new TreeMap<>(byFirst);
    }

    /** Returns the line of an instruction, if one is known. */
    public Optional<SourceLine> at(int instruction) {
        return Optional.ofNullable(byFirst.floorEntry(instruction)).map(Map.Entry::getValue);
    }
}
