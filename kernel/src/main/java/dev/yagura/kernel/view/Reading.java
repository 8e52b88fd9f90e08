package dev.yagura.kernel.view;

import java.util.List;
import java.util.function.Function;

/**
 * How a field of a certain C type becomes a value of a certain Java type.
 *
 * @param wanted bytes that belong into the snapshot, from the field's start; empty if it is read
 *     later
 * @param readsOn whether memory beyond the field itself is read
 * @param accessor makes the accessor, once the snapshot is planned
 */
record Reading(
        List<SnapshotPlan.Wanted> wanted,
        boolean readsOn,
        Function<Accessor.Place, Accessor> accessor) {

    /** A reading of the field's first bytes, which belong into the snapshot. */
    static Reading ofBytes(
            long wantedBytes, boolean readsOn, Function<Accessor.Place, Accessor> accessor) {
        return new Reading(List.of(new SnapshotPlan.Wanted(0, wantedBytes)), readsOn, accessor);
    }

    /** A reading of bytes that are fetched when they are asked for. */
    static Reading later(Function<Accessor.Place, Accessor> accessor) {
        return new Reading(List.of(), true, accessor);
    }
}
