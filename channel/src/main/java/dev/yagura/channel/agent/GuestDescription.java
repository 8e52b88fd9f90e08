package dev.yagura.channel.agent;

import dev.yagura.memory.GpaRange;
import java.util.List;
import java.util.Optional;

/**
 * What is known about a guest before it is opened.
 *
 * @param id names the guest on this agent, 1 to {@value #MAX_ID_CHARS} characters of {@code
 *     [A-Za-z0-9._-]}; distinct, and the same as long as the guest runs
 * @param name what people call the guest, at most {@value #MAX_TEXT_CHARS} characters; not unique
 * @param pid process of the guest on the agent's host, at least 0; 0 if there is none
 * @param ram RAM by guest-physical address: ascending, not overlapping, not adjoining; at most
 *     {@value #MAX_RAM_RANGES} ranges; empty if nothing but disks is served
 * @param vcpus virtual CPUs, 0 to {@value #MAX_VCPUS}; 0 if unknown
 * @param pausable whether {@link GuestSource#pause()} works
 * @param registersAvailable whether {@link GuestSource#registers()} gives any
 * @param access how memory is reached, for people, for example {@code "memfd"}; at most {@value
 *     #MAX_TEXT_CHARS} characters
 * @param disks its drives, by ascending number; at most {@value DiskDescription#MAX_DISKS}
 */
public record GuestDescription(
        String id,
        String name,
        long pid,
        List<GpaRange> ram,
        int vcpus,
        boolean pausable,
        boolean registersAvailable,
        String access,
        List<DiskDescription> disks) {

    /** Guests one agent may list. */
    public static final int MAX_GUESTS = 256;

    /** Longest id in characters. */
    public static final int MAX_ID_CHARS = 64;

    /** Longest name and access text in characters. */
    public static final int MAX_TEXT_CHARS = 256;

    /** RAM ranges of one guest; QEMU's q35 has two to a handful. */
    public static final int MAX_RAM_RANGES = 256;

    /** vCPUs of one guest; QEMU 10 allows 4096 on q35. */
    public static final int MAX_VCPUS = 4096;

    /** One past the highest guest-physical address: x86-64 has at most 52 address bits. */
    public static final long MAX_GPA = 1L << 52;

    /** Refuses what the protocol could not carry; copies the lists. */
    public GuestDescription {
        require(isId(id), "id", id, "1 to 64 characters of [A-Za-z0-9._-]");
        require(name.length() <= MAX_TEXT_CHARS, "name", name, "at most 256 characters");
        require(pid >= 0, "pid", pid, "at least 0");
        require(ram.size() <= MAX_RAM_RANGES, "ram", ram.size() + " ranges", "at most 256");
        require(vcpus >= 0 && vcpus <= MAX_VCPUS, "vcpus", vcpus, "0 to 4096");
        require(access.length() <= MAX_TEXT_CHARS, "access", access, "at most 256 characters");
        ram = List.copyOf(ram);
        long previousEnd = -1;
        for (GpaRange range : ram) {
            require(range.start() > previousEnd, "ram", range, "a gap after the range before");
            require(range.end() <= MAX_GPA, "ram", range, "an end of at most 2^52");
            previousEnd = range.end();
        }
        disks = List.copyOf(disks);
        int previous = -1;
        for (DiskDescription disk : disks) {
            require(disk.number() > previous, "disks", disk.number(), "ascending numbers");
            previous = disk.number();
        }
    }

    /** Returns the disk of that number, if the guest has one. */
    public Optional<DiskDescription> disk(int number) {
        return disks.stream().filter(disk -> disk.number() == number).findFirst();
    }

    /**
     * Returns whether this was a guest once: a dump, or images of its disks. No process runs it,
     * and nothing of it changes while it is read.
     */
    public boolean isSaved() {
        return pid == 0 && !pausable;
    }

    /** Returns this guest with other disks. */
    public GuestDescription withDisks(List<DiskDescription> others) {
        return new GuestDescription(
                id, name, pid, ram, vcpus, pausable, registersAvailable, access, others);
    }

    /** Returns whether {@code text} may be a guest's id. */
    public static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_ID_CHARS
                && text.chars().allMatch(GuestDescription::isIdCharacter);
    }

    private static boolean isIdCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    private static void require(boolean holds, String field, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "guest description: %s is %s, expected %s".formatted(field, found, expected));
        }
    }
}
