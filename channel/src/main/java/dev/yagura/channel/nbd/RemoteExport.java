package dev.yagura.channel.nbd;

import static java.util.Objects.requireNonNull;

import dev.yagura.memory.GpaRange;
import java.util.List;

/**
 * What a client knows about an export from elsewhere, and insists on.
 *
 * @param name of the export
 * @param ranges RAM of the guest: ascending, not overlapping, not empty
 * @param isLive whether the guest may change its memory while it is read
 * @param description as the export must describe itself, so that it is not mistaken for another
 */
public record RemoteExport(String name, List<GpaRange> ranges, boolean isLive, String description) {
    /** Copies the list. */
    public RemoteExport {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("ranges is empty");
        }
    }

    /** Returns the size the export must have: one past the highest RAM address. */
    long size() {
        return ranges.getLast().end();
    }
}
