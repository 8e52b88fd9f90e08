package dev.yagura.kernel.view;

import java.util.List;

/**
 * How the fields of one view type are read in one kernel.
 *
 * @param struct the structure read
 * @param snapshot which of its bytes are copied when a view is made
 * @param methods how each abstract method of the interface is implemented
 * @param accessors what {@link Call} refers to, by number
 */
record ViewPlan(
        FieldResolver.NamedStruct struct,
        SnapshotPlan snapshot,
        List<MethodPlan> methods,
        List<Accessor> accessors) {

    /** How one method is implemented. */
    sealed interface MethodPlan {
        /** Returns the method of the view interface. */
        java.lang.reflect.Method method();
    }

    /**
     * Loads an integer of the snapshot.
     *
     * @param offset in the structure, in bytes
     * @param sizeBytes 1, 2, 4 or 8
     */
    record Load(java.lang.reflect.Method method, long offset, int sizeBytes, boolean signed)
            implements MethodPlan {}

    /** Calls an accessor. */
    record Call(java.lang.reflect.Method method, int accessor) implements MethodPlan {}
}
