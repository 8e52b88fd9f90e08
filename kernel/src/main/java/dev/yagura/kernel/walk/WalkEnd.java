package dev.yagura.kernel.walk;

/** Why a walk ended. */
public sealed interface WalkEnd {

    /** The whole container was seen. */
    record Complete() implements WalkEnd {}

    /**
     * The walk had to stop, and the container may hold more.
     *
     * <p>In a running guest that is mostly a list caught while it changed: look again. In a paused
     * guest or a dump it is damage, or somebody's work.
     *
     * @param reason what stopped the walk
     * @param gva guest-virtual address of the node that could not be used
     * @param from guest-virtual address of the node or head that led there
     * @param detail what was found and what was expected
     */
    record Cut(Reason reason, long gva, long from, String detail) implements WalkEnd {
        @Override
        public String toString() {
            return "0x%x, from 0x%x: %s".formatted(gva, from, detail);
        }
    }

    /** What stops a walk early. */
    enum Reason {
        /** A node was met a second time. */
        CYCLE,
        /** The container has more nodes than {@link WalkLimits} allows. */
        LIMIT,
        /** A node lies in no page of the guest, or behind a hole in its memory. */
        NOT_MAPPED,
        /** A node holds what no such node can hold. */
        MALFORMED
    }
}
