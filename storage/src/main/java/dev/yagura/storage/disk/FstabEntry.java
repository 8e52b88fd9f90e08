package dev.yagura.storage.disk;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A line of {@code /etc/fstab}.
 *
 * @param source what is mounted: a device, {@code UUID=…}, a directory, a share
 * @param mountPoint where, without trailing slashes
 * @param type of the filesystem
 * @param options as they are between the commas
 */
record FstabEntry(String source, String mountPoint, String type, List<String> options) {
    FstabEntry {
        requireNonNull(source, "source");
        requireNonNull(mountPoint, "mountPoint");
        requireNonNull(type, "type");
        options = List.copyOf(options);
    }

    boolean isRoot() {
        return mountPoint.equals("/");
    }

    /** Returns whether a directory of the tree is to be seen in a second place. */
    boolean isBind() {
        return options.contains("bind") || options.contains("rbind");
    }

    /** Returns whether the guest starts without it, so that its absence says nothing. */
    boolean mayBeAbsent() {
        return options.contains("nofail") || options.contains("noauto");
    }

    /** Returns the value of an option {@code name=value}. */
    Optional<String> option(String name) {
        return options.stream()
                .filter(option -> option.startsWith(name + "="))
                .map(option -> option.substring(name.length() + 1))
                .findFirst();
    }

    /** Returns how deep the mount point lies: those further up are mounted first. */
    int depth() {
        return (int) mountPoint.chars().filter(c -> c == '/').count();
    }
}
