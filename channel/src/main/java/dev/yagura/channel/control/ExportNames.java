package dev.yagura.channel.control;

import dev.yagura.channel.agent.DiskDescription;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an agent names what it serves over NBD. */
public final class ExportNames {
    private static final String MEMORY = "memory";
    private static final String DISK = "disk/";
    private static final Pattern NAME =
            Pattern.compile("(?:([A-Za-z0-9._-]{1,64})/)?(?:memory|disk/(0|[1-9][0-9]?))");

    private ExportNames() {}

    /**
     * What a name stands for.
     *
     * @param guestId whose memory or disk; empty for that of the only guest the client may read
     * @param disk number of the disk; empty for memory
     */
    public record Target(Optional<String> guestId, OptionalInt disk) {
        /** Returns the name. */
        public String name() {
            String what = disk.isPresent() ? DISK + disk.getAsInt() : MEMORY;
            return guestId.map(id -> id + "/" + what).orElse(what);
        }

        /** Returns the same of a guest that is named. */
        public Target of(String id) {
            return new Target(Optional.of(id), disk);
        }
    }

    /** Returns a guest's memory. */
    public static Target memory(String guestId) {
        return new Target(Optional.of(guestId), OptionalInt.empty());
    }

    /** Returns a guest's disk. */
    public static Target disk(String guestId, int number) {
        return new Target(Optional.of(guestId), OptionalInt.of(number));
    }

    /**
     * Returns what a name stands for; the empty name for the only memory.
     *
     * @param name as a client sent it, may be anything
     * @return the target, or empty if the name is of no known form
     */
    public static Optional<Target> parse(String name) {
        if (name.isEmpty()) {
            return Optional.of(new Target(Optional.empty(), OptionalInt.empty()));
        }
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String number = parts.group(2);
        if (number == null) {
            return Optional.of(
                    new Target(Optional.ofNullable(parts.group(1)), OptionalInt.empty()));
        }
        int disk = Integer.parseInt(number);
        return disk < DiskDescription.MAX_DISKS
                ? Optional.of(new Target(Optional.ofNullable(parts.group(1)), OptionalInt.of(disk)))
                : Optional.empty();
    }

    /**
     * Returns how an export describes itself: two exports are the same only if these are equal.
     *
     * @param target names its guest
     */
    public static String description(String instance, Target target, long incarnation) {
        String what =
                target.disk().isPresent()
                        ? "disk " + target.disk().getAsInt()
                        : "guest-physical memory";
        return "yagura agent %s, guest %s, incarnation %d: %s"
                .formatted(instance, target.guestId().orElse(""), incarnation, what);
    }
}
