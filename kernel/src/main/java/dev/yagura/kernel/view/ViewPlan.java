package dev.yagura.kernel.view;

import java.util.List;

/**
 * How the fields of one view type are read in one kernel.
 *
 * @param struct the structure read
 * @param snapshot which of its bytes are copied when a view is made
 * @param accessors one for each method of {@link ViewMethods#of}, in that order
 */
record ViewPlan(
        FieldResolver.NamedStruct struct, SnapshotPlan snapshot, List<Accessor> accessors) {}
