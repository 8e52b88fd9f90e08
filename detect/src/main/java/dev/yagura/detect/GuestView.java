package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import java.util.Optional;

/**
 * What a scan has of a guest: its kernel through a look at memory, its files, or both.
 *
 * @param memory the kernel
 * @param isLive whether the guest runs on while its memory is read
 * @param disk the files
 */
public record GuestView(Optional<Linux> memory, boolean isLive, Optional<DiskView> disk) {
    /** Requires something to look at. */
    public GuestView {
        requireNonNull(memory, "memory");
        requireNonNull(disk, "disk");
        if (memory.isEmpty() && disk.isEmpty()) {
            throw new IllegalArgumentException("a view of a guest has neither memory nor files");
        }
    }

    /** Returns a guest's memory alone. */
    public static GuestView of(Linux linux, boolean isLive) {
        return new GuestView(Optional.of(linux), isLive, Optional.empty());
    }

    /** Returns a guest's files alone. */
    public static GuestView of(DiskView disk) {
        return new GuestView(Optional.empty(), false, Optional.of(disk));
    }
}
