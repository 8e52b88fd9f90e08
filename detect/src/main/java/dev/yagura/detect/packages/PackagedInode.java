package dev.yagura.detect.packages;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.file.FileType;
import java.util.Optional;

/**
 * What a package says of a file beside its content; rpm keeps it, dpkg does not.
 *
 * @param type of the inode
 * @param permissions the 12 low bits of the mode
 * @param user name of the owner
 * @param group name of the group
 * @param target of a symbolic link; empty text for any other file
 * @param capabilities of a program, as cap_to_text(3) writes them; empty if none are packaged
 */
public record PackagedInode(
        FileType type,
        int permissions,
        String user,
        String group,
        String target,
        Optional<String> capabilities) {
    /** Requires the components. */
    public PackagedInode {
        requireNonNull(type, "type");
        requireNonNull(user, "user");
        requireNonNull(group, "group");
        requireNonNull(target, "target");
        requireNonNull(capabilities, "capabilities");
    }
}
