package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import java.util.Optional;

/**
 * What a scan has of a guest: its kernel through a look at memory, its files, or both.
 *
 * @param memory the kernel
 * @param isLive whether the guest runs on while its memory is read
 * @param disk the files, for detectors of files
 * @param files how detectors of memory come to files
 */
public record GuestView(
        Optional<Linux> memory, boolean isLive, Optional<DiskView> disk, FileSource files) {
    /** Requires something to look at. */
    public GuestView {
        requireNonNull(memory, "memory");
        requireNonNull(disk, "disk");
        requireNonNull(files, "files");
        if (memory.isEmpty() && disk.isEmpty()) {
            throw new IllegalArgumentException("a view of a guest has neither memory nor files");
        }
    }

    /** Returns a guest's memory alone. */
    public static GuestView of(Linux linux, boolean isLive) {
        return of(linux, isLive, FileSource.NONE);
    }

    /** Returns a guest's memory, with files for those detectors of it that ask for them. */
    public static GuestView of(Linux linux, boolean isLive, FileSource files) {
        return new GuestView(Optional.of(linux), isLive, Optional.empty(), files);
    }

    /** Returns a guest's files alone. */
    public static GuestView of(DiskView disk) {
        return new GuestView(Optional.empty(), false, Optional.of(disk), FileSource.NONE);
    }
}
