package dev.yagura.detect.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The files of a guest: walked once, looked at by every detector.
 *
 * <p>Names and attributes are in memory, some 300 bytes a file; contents are read when asked for,
 * and digests kept. Not safe for concurrent use.
 */
public final class GuestFiles {
    private final FileTree tree;
    private final FileWalk.Walked walked;
    private final Contents contents = new Contents();

    private GuestFiles(FileTree tree, FileWalk.Walked walked) {
        this.tree = tree;
        this.walked = walked;
    }

    /**
     * Walks a tree.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if its root is damaged; damage further
     *     down is in {@link #gaps()}
     * @throws IOException if the device fails
     */
    public static GuestFiles of(FileTree tree) throws IOException {
        return of(tree, FileLimits.MAX_FILES);
    }

    static GuestFiles of(FileTree tree, int maxFiles) throws IOException {
        return new GuestFiles(tree, FileWalk.of(tree, maxFiles));
    }

    /**
     * A part of the tree that could not be walked.
     *
     * @param path as text
     * @param why what was found there
     */
    public record Gap(String path, String why) {}

    /** Returns where the files come from, for people. */
    public String source() {
        return tree.description();
    }

    /** Returns the root directory. */
    public GuestFile root() {
        return walked.root();
    }

    /** Returns how many files and directories there are. */
    public int count() {
        return walked.files();
    }

    /** Returns what could not be walked. */
    public List<Gap> gaps() {
        return walked.gaps();
    }

    /** Hands out a file and all that is below it, parents first. */
    public void each(GuestFile top, Consumer<GuestFile> consumer) {
        Deque<GuestFile> waiting = new ArrayDeque<>();
        waiting.add(top);
        for (GuestFile next = waiting.poll(); next != null; next = waiting.poll()) {
            consumer.accept(next);
            waiting.addAll(next.children());
        }
    }

    /** Returns every file of the tree for which a test holds, parents first. */
    public List<GuestFile> all(Predicate<GuestFile> test) {
        List<GuestFile> found = new ArrayList<>();
        each(
                root(),
                file -> {
                    if (test.test(file)) {
                        found.add(file);
                    }
                });
        return found;
    }

    /** Returns what a path leads to, over symbolic links as the guest would follow them. */
    public Optional<GuestFile> find(String path) throws IOException {
        return walk(root(), path.getBytes(UTF_8), true);
    }

    /** Returns what has this path; the last name may be a symbolic link, and is returned itself. */
    public Optional<GuestFile> at(String path) throws IOException {
        return walk(root(), path.getBytes(UTF_8), false);
    }

    /** Returns what a symbolic link leads to in the end; any other file is itself. */
    public Optional<GuestFile> followed(GuestFile file) throws IOException {
        if (!file.isLink()) {
            return Optional.of(file);
        }
        return walk(file.parent().orElseThrow(), target(file), true);
    }

    /** Returns where a symbolic link leads, as it is written, for people. */
    public String targetText(GuestFile link) throws IOException {
        return PathText.of(target(link));
    }

    private byte[] target(GuestFile link) throws IOException {
        return stored(link).target();
    }

    private Optional<GuestFile> walk(GuestFile from, byte[] path, boolean followLast)
            throws IOException {
        GuestFile at = path.length > 0 && path[0] == '/' ? root() : from;
        Deque<FileName> names = new ArrayDeque<>(PathText.names(path));
        int links = 0;
        while (!names.isEmpty()) {
            FileName name = names.pop();
            if (name.isDot()) {
                at = at.parent().orElse(at);
                continue;
            }
            Optional<GuestFile> child = at.child(name);
            if (child.isEmpty()) {
                return Optional.empty();
            }
            if (child.get().isLink() && (followLast || !names.isEmpty())) {
                if (++links > FileLimits.MAX_LINKS) {
                    return Optional.empty();
                }
                byte[] target = target(child.get());
                List<FileName> way = PathText.names(target);
                for (FileName step : way.reversed()) {
                    names.push(step);
                }
                at = target.length > 0 && target[0] == '/' ? root() : at;
            } else {
                at = child.get();
            }
        }
        return Optional.of(at);
    }

    /**
     * Returns the digests of a regular file; read once, then kept.
     *
     * @throws FileLimitException if there is more to read than a scan does
     * @throws dev.yagura.bytes.MalformedStructureException if the file is damaged
     * @throws IOException if the device fails
     */
    public Digests digests(GuestFile file) throws IOException {
        Optional<Digests> kept = file.digests();
        if (kept.isPresent()) {
            return kept.get();
        }
        Digests made = contents.digests(stored(file), file.path());
        file.digests(made);
        return made;
    }

    /**
     * Reads a regular file from its start, piece by piece.
     *
     * @param maxBytes where to stop
     * @throws IOException as {@link #digests}; of the limits only that of all files together
     */
    public void read(GuestFile file, long maxBytes, PieceReader reader) throws IOException {
        contents.read(stored(file), file.path(), maxBytes, reader);
    }

    /**
     * Returns the content of a regular file.
     *
     * @throws FileLimitException if it is longer than {@link FileLimits#MAX_WHOLE_BYTES}
     * @throws IOException as {@link #digests}
     */
    public byte[] bytes(GuestFile file) throws IOException {
        return contents.whole(stored(file), file.path());
    }

    /** Returns so many bytes from an offset on, fewer at the end. */
    public byte[] bytes(GuestFile file, long offset, int maxBytes) throws IOException {
        return contents.part(stored(file), file.path(), offset, maxBytes);
    }

    /**
     * Returns the lines of a regular file, as {@link #bytes} reads it; what is no UTF-8 is U+FFFD.
     */
    public List<String> lines(GuestFile file) throws IOException {
        return new String(bytes(file), UTF_8).lines().toList();
    }

    /** Returns the extended attributes by full name. */
    public Map<String, byte[]> extendedAttributes(GuestFile file) throws IOException {
        return stored(file).extendedAttributes();
    }

    private static StoredFile stored(GuestFile file) throws IOException {
        Optional<StoredFile> own = file.directory();
        if (own.isPresent()) {
            return own.get();
        }
        StoredFile directory = file.parent().flatMap(GuestFile::directory).orElseThrow();
        return directory
                .find(file.fileName())
                .orElseThrow(() ->
                        new FileLimitException(
                                "%s: was there when the tree was walked, and is gone"
                                        .formatted(file.path())));
    }
}
