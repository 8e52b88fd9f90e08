package dev.yagura.kernel.linux.wait;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.WalkLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks many short circular lists. No node is taken twice in all of them, so that a thousand heads
 * that lead into one long list cost no more than that list.
 *
 * <p>Those who wait come and go while a guest runs: their nodes lie on their own stacks, which may
 * be gone a moment after the head was read. A list that breaks off is therefore walked again at
 * once, through a new look; what it shows then counts.
 */
final class Chains {
    /** Further looks at one list that breaks off. */
    private static final int MORE_LOOKS = 2;

    /** Further looks for all lists together: in a guest that runs few lists break off at all. */
    private static final int MORE_LOOKS_IN_ALL = 64;

    private final Linux linux;
    private final WaitSink sink;
    private final Set<Long> met = new HashSet<>();
    private int looksLeft = MORE_LOOKS_IN_ALL;

    Chains(Linux linux, WaitSink sink) {
        this.linux = linux;
        this.sink = sink;
    }

    /** Reads a part of a structure. */
    interface Part {
        void read() throws IOException;
    }

    /**
     * A node as it was read.
     *
     * @param nextGva address of the next node's {@code list_head}
     * @param rest takes what the node is in, which may lead further
     */
    record Node(long nextGva, Part rest) {}

    /** Reads a node of a list. */
    interface NodeReader {
        /**
         * Reads a node through a look.
         *
         * @param nodeGva address of its {@code list_head}
         */
        Node read(StructViews views, long nodeGva) throws IOException;
    }

    /**
     * Walks a list to its end, or to where the guest gives no more of it, which is told.
     *
     * @throws IOException if the memory source fails
     */
    void walk(WaitKind kind, long headGva, NodeReader reader) throws IOException {
        List<Long> nodes = new ArrayList<>();
        String wrong = walk(linux.views(), headGva, reader, nodes);
        for (int looks = 0; wrong != null && looks < MORE_LOOKS && looksLeft > 0; looks++) {
            looksLeft--;
            nodes.forEach(met::remove);
            nodes.clear();
            wrong = walk(linux.again().views(), headGva, reader, nodes);
        }
        if (wrong != null) {
            sink.missing(kind, "list at 0x%x".formatted(headGva), wrong);
        }
    }

    /** Walks a list through one look, and says where it broke off; null if it did not. */
    private @Nullable String walk(
            StructViews views, long headGva, NodeReader reader, List<Long> nodes)
            throws IOException {
        String wrong = null;
        try {
            long from = headGva;
            long at = views.kernel().memory().u64(headGva);
            while (at != headGva) {
                String refused = refused(at);
                if (refused != null) {
                    return "0x%x, from 0x%x: %s".formatted(at, from, refused);
                }
                nodes.add(at);
                Node node = reader.read(views, at);
                String lost = lost(node.rest());
                wrong = wrong == null ? lost : wrong;
                from = at;
                at = node.nextGva();
            }
        } catch (IOException e) {
            return message(e);
        }
        return wrong;
    }

    /** Says why a walk may not step to a node; null if it may. */
    private @Nullable String refused(long node) {
        if (node == 0 || node % Long.BYTES != 0) {
            return "is no address of a node";
        }
        if (met.size() >= WalkLimits.MAX_ENTRIES) {
            return "comes after %d others, expected fewer".formatted(met.size());
        }
        return met.add(node) ? null : "was met before";
    }

    /**
     * Reads a part; one that the guest does not give is told.
     *
     * @throws IOException if the memory source fails
     */
    void attempt(WaitKind kind, String what, Part part) throws IOException {
        String lost = lost(part);
        if (lost != null) {
            sink.missing(kind, what, lost);
        }
    }

    /** Reads a part and says what the guest does not give of it; null if it is whole. */
    private static @Nullable String lost(Part part) throws IOException {
        try {
            part.read();
            return null;
        } catch (IOException e) {
            return message(e);
        }
    }

    private static String message(IOException e) throws IOException {
        if (!GuestFaults.isGuestFault(e)) {
            throw e;
        }
        return String.valueOf(e.getMessage());
    }
}
