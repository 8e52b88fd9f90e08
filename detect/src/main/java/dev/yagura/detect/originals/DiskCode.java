package dev.yagura.detect.originals;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.image.KernelFile;
import dev.yagura.kernel.linux.image.ModuleFile;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.file.TreeWalk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files on a guest's own disk. Whoever changed memory may have changed them as well; the
 * detectors of packages judge that.
 */
public final class DiskCode implements OriginalCode {
    /** A release comes from the guest, and becomes a part of a path. */
    private static final Pattern RELEASE = Pattern.compile("[\\w.+~-]{1,64}");

    /**
     * Folders inside each other ({@code kernel/drivers/net/ethernet/intel/ice}, and a few more),
     * and files: distributions have some 5,000 modules.
     */
    private static final TreeWalk.Limits LIMITS = new TreeWalk.Limits(12, 1 << 17);

    private final FileTree tree;
    private final Map<String, StoredFile> index = new HashMap<>();

    /** Reads from a tree when asked. */
    public DiskCode(FileTree tree) {
        this.tree = tree;
    }

    @Override
    public String source() {
        return tree.description();
    }

    @Override
    public Optional<KernelFile> kernel(String release) throws IOException {
        if (!RELEASE.matcher(release).matches()) {
            return Optional.empty();
        }
        PathResolver paths = new PathResolver(tree);
        for (String place : KernelFiles.PLACES) {
            String path = "/" + place.formatted(release);
            Optional<PathResolver.Found> found = paths.find(path);
            if (found.isPresent()) {
                return Optional.of(KernelFiles.kernel(content(path, found.get().file())));
            }
        }
        return Optional.empty();
    }

    /** A disk may have any system, or none. */
    @Override
    public boolean isExpected() {
        return false;
    }

    @Override
    public boolean hasModules() {
        return true;
    }

    @Override
    public Optional<ModuleFile> module(String release, String name) throws IOException {
        if (!RELEASE.matcher(release).matches()) {
            return Optional.empty();
        }
        if (index.isEmpty()) {
            Optional<PathResolver.Found> folder =
                    new PathResolver(tree).find("/lib/modules/%s".formatted(release));
            if (folder.isPresent()) {
                enter(folder.get().file());
            }
        }
        StoredFile file = index.get(name);
        return file == null
                ? Optional.empty()
                : Optional.of(KernelFiles.module(content("module " + name, file)));
    }

    /** Notes all modules of a folder and those below; one that is not reached is missed by name. */
    private void enter(StoredFile folder) {
        TreeWalk.walk(
                folder,
                LIMITS,
                new TreeWalk.Visitor() {
                    @Override
                    public boolean visit(List<FileName> path, StoredFile file) {
                        if (!path.isEmpty() && file.attributes().type() == FileType.REGULAR) {
                            KernelFiles.moduleName(path.getLast().toString())
                                    .ifPresent(name -> index.putIfAbsent(name, file));
                        }
                        return true;
                    }

                    @Override
                    public void unreadable(List<FileName> path, IOException why) {
                        // A loaded module that has no file is not covered, which its detector says.
                    }
                });
    }

    private static byte[] content(String path, StoredFile file) throws IOException {
        long size = file.attributes().sizeBytes();
        if (file.attributes().type() != FileType.REGULAR || size > KernelFiles.MAX_FILE_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    path,
                    "size",
                    0,
                    "is %d bytes, expected a regular file of %d at most"
                            .formatted(size, KernelFiles.MAX_FILE_BYTES));
        }
        byte[] bytes = new byte[(int) size];
        int done = 0;
        while (done < bytes.length) {
            int got = file.read(done, MemorySegment.ofArray(bytes).asSlice(done));
            if (got <= 0) {
                throw new MalformedStructureException(
                        Reason.TRUNCATED,
                        path,
                        "content",
                        done,
                        "ends, expected %d bytes".formatted(bytes.length));
            }
            done += got;
        }
        return bytes;
    }
}
