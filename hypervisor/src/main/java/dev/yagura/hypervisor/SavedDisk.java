package dev.yagura.hypervisor;

import static java.util.Objects.requireNonNull;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.DiskDescription.State;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;

/**
 * A disk of a guest that does not run.
 *
 * @param source where its bytes are
 * @param raw whether they are known to be the disk's own, whatever they look like
 */
public record SavedDisk(DiskSource source, boolean raw) {
    /** Requires the source. */
    public SavedDisk {
        requireNonNull(source, "source");
    }

    BlockDevice open() throws IOException {
        // Nobody says that the guest does not run elsewhere.
        return source.open(true);
    }

    DiskDescription describe(int number) throws IOException {
        try (BlockDevice device = open()) {
            return new DiskDescription(
                    number,
                    "",
                    "",
                    raw ? "raw image file" : source.format(),
                    device.sizeBytes(),
                    device.sizeBytes(),
                    false,
                    false,
                    State.READABLE,
                    "");
        }
    }
}
