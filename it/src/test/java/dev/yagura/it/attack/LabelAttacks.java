package dev.yagura.it.attack;

import dev.yagura.it.core.GuestCore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Branches that the kernel switches on and off in its code, switched by somebody else. */
final class LabelAttacks {
    private static final String DETECTOR = "linux.jump-label.changed";
    private static final String START = "__start___jump_table";
    private static final String STOP = "__stop___jump_table";
    private static final int ENTRY_BYTES = 16;
    private static final int TARGET = 4;
    private static final int KEY = 8;

    /** Low bits of a key's place: that the branch is the likely one, and that it is given back. */
    private static final long IS_BRANCH = 1;

    private static final long OF_START = 2;

    /** Low bit of what a key points to: that it was on when the kernel was built. */
    private static final long WAS_ON = 1;

    private static final byte NEAR_JUMP = (byte) 0xE9;

    private LabelAttacks() {}

    static List<Attack> all() {
        return List.of(
                attack(false, LabelAttacks::switched)
                        .alsoSeenBy("linux.code.changed", "a branch is code"),
                // Its file has the jump too, so nobody sees that who compares with the file.
                attack(true, LabelAttacks::beingSwitched).whoseNeighbourLeaves("jump label at "));
    }

    /** Does something to a branch that is not taken. */
    private interface Switching {
        String of(GuestCore guest, Label label) throws IOException;
    }

    /**
     * Returns an attack that makes a NOP a jump.
     *
     * @param restored whether the file has the jump, and the kernel made the NOP when it started
     */
    private static Attack attack(boolean restored, Switching neighbour) {
        return Attack.on(
                        DETECTOR,
                        guest -> taken(guest, Label.first(guest, restored)),
                        guest -> neighbour.of(guest, Label.first(guest, restored)))
                .changing("branch that the file has " + (restored ? "taken" : "not taken"));
    }

    /**
     * A place that is a NOP of 5 bytes now; {@code struct jump_entry}.
     *
     * @param wasJump whether the file has a jump there
     */
    private record Label(long place, long target, long key, boolean wasJump) {
        /** Returns the first that is kept and the only one of its key. */
        static Label first(GuestCore guest, boolean wasJump) throws IOException {
            Map<Long, Integer> uses = new HashMap<>();
            for (long entry = guest.symbol(START);
                    entry < guest.symbol(STOP);
                    entry += ENTRY_BYTES) {
                uses.merge(keyOf(guest, entry), 1, Integer::sum);
            }
            for (long entry = guest.symbol(START);
                    entry < guest.symbol(STOP);
                    entry += ENTRY_BYTES) {
                Label label = at(guest, entry);
                boolean kept = (guest.u64(entry + KEY) & OF_START) == 0;
                if (kept
                        && label.wasJump == wasJump
                        && uses.getOrDefault(label.key, 0) == 1
                        && Code.isNop(guest, label.place)) {
                    return label;
                }
            }
            throw new IOException("__jump_table: found no such branch");
        }

        private static Label at(GuestCore guest, long entry) throws IOException {
            long key = keyOf(guest, entry);
            boolean isBranch = (guest.u64(entry + KEY) & IS_BRANCH) != 0;
            boolean wasOn = (guest.pointer(key, "static_key", "type") & WAS_ON) != 0;
            return new Label(
                    entry + guest.s32(entry),
                    entry + TARGET + guest.s32(entry + TARGET),
                    key,
                    wasOn != isBranch);
        }

        private static long keyOf(GuestCore guest, long entry) throws IOException {
            return (entry + KEY + guest.u64(entry + KEY)) & -4;
        }

        void take(GuestCore guest) throws IOException {
            guest.put(place, NEAR_JUMP);
            Code.lead(guest, place, target);
        }
    }

    private static String taken(GuestCore guest, Label label) throws IOException {
        label.take(guest);
        return guest.linux().owners().locate(label.place()).describe();
    }

    /** What {@code static_branch_enable} and {@code _disable} do: the key says so too. */
    private static String switched(GuestCore guest, Label label) throws IOException {
        label.take(guest);
        guest.putU32(label.key(), guest.s32(label.key()) == 0 ? 1 : 0);
        return "a branch that was switched";
    }

    /** The place is changed already, its key is not yet, and the kernel is at it. */
    private static String beingSwitched(GuestCore guest, Label label) throws IOException {
        label.take(guest);
        Code.lock(guest, "jump_label_mutex");
        return "a branch that is being switched";
    }
}
