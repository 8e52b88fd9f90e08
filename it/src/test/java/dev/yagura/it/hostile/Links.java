package dev.yagura.it.hostile;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Lists and chains that do not end where they should. */
final class Links {
    /** An address that no kernel maps, neither in the user's half nor in its own. */
    static final long WILD = 0x4141_4141_4141_4140L;

    private static final int PREVIOUS = Long.BYTES;

    private Links() {}

    /** Tells where a list begins. */
    @FunctionalInterface
    interface Head {
        /** Returns the address of the head; 0 if this kernel has no such list. */
        long in(HostileCore guest) throws IOException;
    }

    /** What is done to the link that leads on from a list's first entry. */
    private enum Bend {
        ITSELF("points to itself"),
        FIRST("leads back to its first entry"),
        NOWHERE("ends in nothing"),
        WILD_POINTER("leads out of memory");

        private final String label;

        Bend(String label) {
            this.label = label;
        }
    }

    /** Returns a circular list's hostile forms. */
    static Stream<HostileForm> list(String name, Head head, String... detectors) {
        return Stream.of(Bend.values())
                .map(bend ->
                        new HostileForm(
                                "%s %s".formatted(name, bend.label),
                                List.of(detectors),
                                guest -> bend(guest, name, head.in(guest), bend)));
    }

    /** Returns a hash chain's hostile form: its first node, or one made up, leads to itself. */
    static HostileForm chain(String name, Head head, String... detectors) {
        return new HostileForm(
                name + " leads to itself",
                List.of(detectors),
                guest -> {
                    long at = head.in(guest);
                    if (at == 0) {
                        return List.of();
                    }
                    long node = guest.before().u64(at);
                    if (node == 0 || (node & 1) != 0) {
                        node = guest.symbol("empty_zero_page") + 2048;
                        guest.put(at, node);
                    }
                    guest.put(node, node);
                    return List.of(hex(at), hex(node));
                });
    }

    private static List<String> bend(HostileCore guest, String name, long head, Bend bend)
            throws IOException {
        if (head == 0) {
            return List.of();
        }
        long first = guest.before().u64(head);
        if (first == head) { // empty: two entries are made up
            first = guest.symbol("empty_zero_page") + 2048;
            guest.put(head, first);
            guest.put(first, first + 64);
        }
        long from = bend == Bend.FIRST ? second(guest, head, first) : first;
        guest.put(
                from,
                switch (bend) {
                    case ITSELF, FIRST -> first;
                    case NOWHERE -> 0;
                    case WILD_POINTER -> WILD;
                });
        return List.of(name + ": ", hex(head), hex(first), hex(from));
    }

    private static long second(HostileCore guest, long head, long first) throws IOException {
        long second = guest.linux().again().kernel().memory().u64(first);
        if (second == head) {
            second = guest.symbol("empty_zero_page") + 2048;
            guest.put(first, second);
            guest.put(second + PREVIOUS, first);
        }
        return second;
    }

    static String hex(long gva) {
        return "0x" + Long.toHexString(gva);
    }
}
