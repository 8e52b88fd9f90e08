package dev.yagura.detect.packages.rpm;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.file.FileType;
import java.util.Optional;

/**
 * A file of a package, as the package's header has it.
 *
 * @param path absolute
 * @param mode type and permissions, as in {@code st_mode}
 * @param user name of the owner
 * @param group name of the group
 * @param target of a symbolic link; empty text for any other file
 * @param digest of the content in hexadecimal; empty text for what has no content
 * @param capabilities as cap_to_text(3) writes them; empty text if there are none
 * @param flags what kind of file it is: {@code RPMFILE_…}
 * @param verify what of it may be compared: {@code RPMVERIFY_…}
 * @param state what came of it on installation
 */
public record RpmFile(
        String path,
        int mode,
        String user,
        String group,
        String target,
        String digest,
        String capabilities,
        long flags,
        long verify,
        State state) {
    private static final int TYPE_BITS = 0170000;
    private static final int PERMISSION_BITS = 07777;
    private static final int CONFIG = 1;
    private static final int MISSING_OK = 1 << 3;
    private static final int GHOST = 1 << 6;

    /** What came of a file when its package was installed: {@code rpmfileState}. */
    public enum State {
        /** It was put there. */
        NORMAL,
        /** Another package has put its own there since. */
        REPLACED,
        /** It was left out, such as documentation. */
        NOT_INSTALLED,
        /** Another machine puts it there. */
        NET_SHARED,
        /** A package of another architecture put its own there. */
        WRONG_COLOR
    }

    /** Properties that a package may exempt from comparison: bits of {@code RPMVERIFY_…}. */
    public enum Property {
        /** The content. */
        DIGEST(1),
        /** Where a link leads. */
        TARGET(1 << 2),
        /** The owner. */
        USER(1 << 3),
        /** The group. */
        GROUP(1 << 4),
        /** Type and permissions. */
        MODE(1 << 6),
        /** Capabilities of a program. */
        CAPABILITIES(1 << 8);

        private final int bit;

        Property(int bit) {
            this.bit = bit;
        }
    }

    /** Requires the components. */
    public RpmFile {
        requireNonNull(path, "path");
        requireNonNull(user, "user");
        requireNonNull(group, "group");
        requireNonNull(target, "target");
        requireNonNull(digest, "digest");
        requireNonNull(capabilities, "capabilities");
        requireNonNull(state, "state");
    }

    /** Returns the type that the mode has, if it is one of Linux. */
    public Optional<FileType> type() {
        return Optional.ofNullable(
                switch (mode & TYPE_BITS) {
                    case 0100000 -> FileType.REGULAR;
                    case 0040000 -> FileType.DIRECTORY;
                    case 0120000 -> FileType.SYMBOLIC_LINK;
                    case 0020000 -> FileType.CHARACTER_DEVICE;
                    case 0060000 -> FileType.BLOCK_DEVICE;
                    case 0010000 -> FileType.FIFO;
                    case 0140000 -> FileType.SOCKET;
                    default -> null;
                });
    }

    /** Returns the 12 low bits of the mode. */
    public int permissions() {
        return mode & PERMISSION_BITS;
    }

    /** Returns whether the administrator is expected to change it. */
    public boolean isConfiguration() {
        return (flags & CONFIG) != 0;
    }

    /** Returns whether the package only claims the path, and what lies there is made elsewhere. */
    public boolean isGhost() {
        return (flags & GHOST) != 0;
    }

    /** Returns whether it may be missing. */
    public boolean mayBeMissing() {
        return isGhost() || (flags & MISSING_OK) != 0;
    }

    /** Returns whether a property may be compared, as far as the package says. */
    public boolean isVerified(Property property) {
        return (verify & property.bit) != 0;
    }
}
