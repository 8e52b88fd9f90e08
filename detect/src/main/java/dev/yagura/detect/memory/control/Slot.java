package dev.yagura.detect.memory.control;

import dev.yagura.detect.Evidence;
import dev.yagura.kernel.linux.GvaRange;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place that holds the address of a function which the kernel calls.
 *
 * @param subject stable name of what is at stake, such as {@code "interrupt 14"}
 * @param place what holds the address, such as {@code "idt_table[14]"}
 * @param gva its address
 * @param target where it leads; 0 is passed over
 * @param users who may be at its end besides the kernel image
 * @param owner module that the place belongs to, whose functions are right there; empty for none
 * @param within where in the kernel image the function must lie; null for anywhere
 * @param expected what should lie there, in words
 * @param besides more evidence, should it lead astray
 */
record Slot(
        String subject,
        String place,
        long gva,
        long target,
        Set<User> users,
        String owner,
        @Nullable GvaRange within,
        String expected,
        List<Evidence> besides) {
    /** Who may be at the end of a pointer besides the kernel image. */
    enum User {
        /** Modules of the kernel's own build: those that do not taint it. */
        OWN_MODULES,
        /** Any module that the kernel lists. */
        MODULES,
        /** Compiled BPF programs. */
        BPF,
        /** What the function tracer made. */
        TRAMPOLINES
    }

    /** For places that only the kernel image fills. */
    static final Set<User> NOBODY_ELSE = Set.of();

    Slot {
        users = Set.copyOf(users);
        besides = List.copyOf(besides);
    }

    static Slot of(String place, long gva, long target, Set<User> users, String expected) {
        return new Slot(place, place, gva, target, users, "", null, expected, List.of());
    }

    Slot ownedBy(String module) {
        return new Slot(subject, place, gva, target, users, module, within, expected, besides);
    }

    Slot within(GvaRange range) {
        return new Slot(subject, place, gva, target, users, owner, range, expected, besides);
    }

    Slot about(String thing) {
        return new Slot(thing, place, gva, target, users, owner, within, expected, besides);
    }

    Slot with(List<Evidence> evidence) {
        return new Slot(subject, place, gva, target, users, owner, within, expected, evidence);
    }
}
