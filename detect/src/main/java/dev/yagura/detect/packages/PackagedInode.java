package dev.yagura.detect.packages;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.file.FileType;
import java.util.Optional;

/**
 * What a package says of a file beside its content; rpm keeps it, dpkg does not. What the package
 * wants left alone is absent.
 *
 * @param type of the inode
 * @param permissions the 12 low bits of the mode
 * @param user name of the owner
 * @param group name of the group
 * @param target of a symbolic link; absent for any other file
 * @param capabilities of a regular file, as cap_to_text(3) writes them; empty text if it has none
 */
public record PackagedInode(
        FileType type,
        Optional<Integer> permissions,
        Optional<String> user,
        Optional<String> group,
        Optional<String> target,
        Optional<String> capabilities) {
    /** Requires the components. */
    public PackagedInode {
        requireNonNull(type, "type");
        requireNonNull(permissions, "permissions");
        requireNonNull(user, "user");
        requireNonNull(group, "group");
        requireNonNull(target, "target");
        requireNonNull(capabilities, "capabilities");
    }
}
