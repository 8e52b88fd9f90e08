package dev.yagura.hypervisor.agent;

import static java.util.Objects.requireNonNull;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.DiskDescription.State;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.hypervisor.DiskSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;

/**
 * A disk that whoever started the agent says a guest has.
 *
 * @param guest name, id or pid of the guest
 * @param source where the disk's bytes are
 */
public record GivenDisk(String guest, DiskSource source) {
    /** Requires both. */
    public GivenDisk {
        requireNonNull(guest, "guest");
        requireNonNull(source, "source");
    }

    /**
     * Reads a disk as people write it.
     *
     * @param text {@code GUEST=SOURCE}, with a source as {@link DiskSource#parse} reads it
     * @throws IllegalArgumentException if it is not of that form
     */
    public static GivenDisk parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new IllegalArgumentException(
                    "disk: is \"%s\", expected VM=FILE or VM=nbd…".formatted(text));
        }
        return new GivenDisk(
                text.substring(0, equals), DiskSource.parse(text.substring(equals + 1)));
    }

    /** Returns whether the disk is one of that guest. */
    public boolean isOf(GuestDescription other) {
        return other.id().equals(guest)
                || other.name().equals(guest)
                || (other.pid() != 0 && Long.toString(other.pid()).equals(guest));
    }

    /**
     * Returns the disk's description.
     *
     * @param number of the disk
     */
    public DiskDescription describe(int number) {
        long size = 0;
        String problem = "";
        try (BlockDevice device = source.open(true)) {
            size = device.sizeBytes();
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        return new DiskDescription(
                number,
                cut(source.toString(), DiskDescription.MAX_TEXT_CHARS),
                "",
                source.format(),
                size,
                0,
                false,
                false,
                problem.isEmpty() ? State.READABLE : State.UNREADABLE,
                cut(problem, DiskDescription.MAX_REASON_CHARS));
    }

    private static String cut(String text, int maxChars) {
        return text.substring(0, Math.min(text.length(), maxChars));
    }
}
