package dev.yagura.storage.block.md;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.Assembly;
import dev.yagura.storage.block.Assembly.Failure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.RangeDevice;
import dev.yagura.storage.block.md.MdSuperblock.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An array and those of its members that are at hand. A mirror is read from its newest member; the
 * others are not compared with it.
 */
public final class MdArray {
    private final List<Member> members; // newest first
    private final List<String> notes;

    private record Member(int index, int number, BlockDevice device, MdSuperblock superblock) {}

    private MdArray(List<Member> members) {
        this.members =
                members.stream()
                        .sorted(
                                Comparator.comparing((Member m) -> m.superblock.role())
                                        .thenComparing(
                                                m -> m.superblock.events(),
                                                Comparator.reverseOrder()))
                        .toList();
        this.notes = notes(this.members);
    }

    /** Returns whether a device has a superblock, whether or not that is whole. */
    public static boolean isPresent(BlockDevice device) throws IOException {
        try {
            return MdSuperblock.find(device).isPresent();
        } catch (MalformedStructureException e) {
            return true;
        }
    }

    /**
     * Puts arrays together. A device that fails, has no superblock or a damaged one is a failure of
     * its own.
     *
     * @param devices with a superblock each, of any arrays, in any order; they stay open for as
     *     long as an array is used
     */
    public static Assembly<MdArray> assemble(List<? extends BlockDevice> devices) {
        Map<UUID, List<Member>> byArray = new LinkedHashMap<>();
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            try {
                MdSuperblock superblock = MdSuperblock.require(devices.get(i));
                List<Member> ofArray =
                        byArray.computeIfAbsent(superblock.array(), id -> new ArrayList<>());
                ofArray.add(new Member(i, ofArray.size() + 1, devices.get(i), superblock));
            } catch (IOException e) {
                failures.add(new Failure(i, e));
            }
        }
        return new Assembly<>(byArray.values().stream().map(MdArray::new).toList(), failures);
    }

    private static List<String> notes(List<Member> members) {
        List<String> notes = new ArrayList<>();
        MdSuperblock newest = members.getFirst().superblock;
        for (Member member : members) {
            MdSuperblock other = member.superblock;
            if (other.role() != Role.ACTIVE) {
                notes.add(
                        "member %d is %s and not used"
                                .formatted(
                                        member.number,
                                        other.role() == Role.SPARE ? "spare" : "being filled"));
            } else if (other.events() != newest.events()) {
                notes.add(
                        "member %d is behind: %s events of %s; a newer one is used"
                                .formatted(
                                        member.number,
                                        Long.toUnsignedString(other.events()),
                                        Long.toUnsignedString(newest.events())));
            }
        }
        long active = members.stream().filter(m -> m.superblock.role() == Role.ACTIVE).count();
        if (active < newest.raidDevices()) {
            notes.add("%d of %d members are here".formatted(active, newest.raidDevices()));
        }
        return List.copyOf(notes);
    }

    /** Returns which of the devices that were given belong to it, by index. */
    public List<Integer> members() {
        return members.stream().map(Member::index).sorted().toList();
    }

    /** Returns the identity. */
    public UUID uuid() {
        return newest().array();
    }

    /** Returns the name; empty for version 0.90, which has none; hostile. */
    public String name() {
        return newest().name();
    }

    /** Returns the level, such as {@code raid1}. */
    public String level() {
        return newest().levelName();
    }

    /** Returns the version of the newest superblock, such as {@code 1.2}. */
    public String version() {
        return newest().version();
    }

    /** Returns what a reader should know: members that are missing, spare, or behind. */
    public List<String> notes() {
        return notes;
    }

    /**
     * Returns the bytes of the array, from its newest member; closing them leaves that open.
     *
     * @throws MalformedStructureException if the array is of another level than 1, being reshaped,
     *     or has no member with all data here
     */
    public BlockDevice device() throws IOException {
        Member newest = members.getFirst();
        newest.superblock.requireReadable();
        if (newest.superblock.role() != Role.ACTIVE) {
            throw new MalformedStructureException(
                    Reason.UNSUPPORTED,
                    MdSuperblock.NAME,
                    "dev_roles",
                    0,
                    "are all of spares, expected a member with data");
        }
        return new RangeDevice(
                "MD array",
                new BorrowedDevice(newest.device),
                newest.superblock.dataOffset(),
                newest.superblock.sizeBytes());
    }

    private MdSuperblock newest() {
        return members.getFirst().superblock;
    }
}
