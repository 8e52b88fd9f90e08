package dev.yagura.detect.files;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PastTimes;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One name in the tree, with what its inode said when the tree was walked.
 *
 * <p>Belongs to one {@link GuestFiles}. Equal only to itself.
 */
public final class GuestFile {
    private static final SequencedMap<FileName, GuestFile> NONE =
            Collections.unmodifiableSequencedMap(new TreeMap<>());

    private final @Nullable GuestFile parent;
    private final FileName name;
    private final FileAttributes attributes;

    /** Kept of directories only: what is in them is found again when it is read. */
    private final @Nullable StoredFile directory;

    private final @Nullable PastTimes past;
    private SequencedMap<FileName, GuestFile> children = NONE;
    private @Nullable Digests digests;

    GuestFile(@Nullable GuestFile parent, FileName name, StoredFile stored) throws IOException {
        this.parent = parent;
        this.name = name;
        this.attributes = stored.attributes();
        this.directory = attributes.type() == FileType.DIRECTORY ? stored : null;
        this.past = stored.past().orElse(null);
    }

    /** Returns the path from the root as text, as {@link PathText#of} makes it. */
    public String path() {
        if (parent == null) {
            return "/";
        }
        StringBuilder path = new StringBuilder();
        appendTo(path);
        return path.toString();
    }

    private void appendTo(StringBuilder path) {
        if (parent != null) {
            parent.appendTo(path);
            path.append('/').append(PathText.of(name.bytes()));
        }
    }

    /** Returns the last name of the path; empty text for the root. */
    public String name() {
        return parent == null ? "" : PathText.of(name.bytes());
    }

    /** Returns what the inode says of itself. */
    public FileAttributes attributes() {
        return attributes;
    }

    /** Returns times that it once had, if one of them is later than what it has now. */
    public Optional<PastTimes> past() {
        return Optional.ofNullable(past);
    }

    /** Returns the directory this is in; empty for the root. */
    public Optional<GuestFile> parent() {
        return Optional.ofNullable(parent);
    }

    /** Returns whether this is a directory. */
    public boolean isDirectory() {
        return attributes.type() == FileType.DIRECTORY;
    }

    /** Returns whether this is a regular file. */
    public boolean isRegular() {
        return attributes.type() == FileType.REGULAR;
    }

    /** Returns whether this is a symbolic link. */
    public boolean isLink() {
        return attributes.type() == FileType.SYMBOLIC_LINK;
    }

    /** Returns whether anybody may execute this regular file. */
    public boolean isExecutable() {
        return isRegular() && (attributes.permissions() & 0111) != 0;
    }

    /** Returns what is in this directory, by name; nothing for any other file. */
    public Collection<GuestFile> children() {
        return children.values();
    }

    /** Returns what has a name in this directory; a link itself, not what it leads to. */
    public Optional<GuestFile> child(FileName wanted) {
        return Optional.ofNullable(children.get(wanted));
    }

    @Override
    public String toString() {
        return path();
    }

    FileName fileName() {
        return name;
    }

    Optional<StoredFile> directory() {
        return Optional.ofNullable(directory);
    }

    void children(SequencedMap<FileName, GuestFile> found) {
        children = Collections.unmodifiableSequencedMap(found);
    }

    Optional<Digests> digests() {
        return Optional.ofNullable(digests);
    }

    void digests(Digests made) {
        digests = made;
    }
}
