package dev.yagura.detect.files;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Walks a tree once, breadth first; ends on any tree. */
final class FileWalk {
    private record Level(GuestFile directory, int depth) {}

    private final Deque<Level> waiting = new ArrayDeque<>();
    private final List<GuestFiles.Gap> gaps = new ArrayList<>();
    private final int maxFiles;
    private long gapCount;
    private int files;

    private FileWalk(int maxFiles) {
        this.maxFiles = maxFiles;
    }

    /**
     * What a walk came to.
     *
     * @param gaps what was told of what could not be read
     */
    record Walked(GuestFile root, int files, List<GuestFiles.Gap> gaps) {}

    static Walked of(FileTree tree, int maxFiles) throws IOException {
        FileWalk walk = new FileWalk(maxFiles);
        GuestFile root = new GuestFile(null, FileName.of("/"), tree.root());
        walk.files = 1;
        walk.waiting.add(new Level(root, 0));
        for (Level next = walk.waiting.poll(); next != null; next = walk.waiting.poll()) {
            walk.list(next);
        }
        if (walk.gapCount > walk.gaps.size()) {
            walk.gaps.add(
                    new GuestFiles.Gap(
                            "%d other parts".formatted(walk.gapCount - walk.gaps.size()),
                            "only the first %d are told".formatted(walk.gaps.size())));
        }
        return new Walked(root, walk.files, List.copyOf(walk.gaps));
    }

    private void list(Level level) throws IOException {
        Optional<StoredFile> stored = level.directory().directory();
        if (stored.isEmpty()) {
            return;
        }
        List<StoredFile.Entry> entries;
        try {
            entries = stored.get().entries();
        } catch (IOException e) {
            gap(level.directory().path(), e);
            return;
        }
        SequencedMap<FileName, GuestFile> children = new TreeMap<>();
        for (StoredFile.Entry entry : entries) {
            if (files >= maxFiles) {
                gap(
                        level.directory().path(),
                        "the tree has more than %d files, the others were not looked at"
                                .formatted(maxFiles));
                waiting.clear();
                break;
            }
            if (children.containsKey(entry.name())) {
                gap(
                        level.directory().path(),
                        "name %s is there twice".formatted(PathText.of(entry.name().bytes())));
                continue;
            }
            open(level, stored.get(), entry)
                    .ifPresent(child -> {
                        files++;
                        children.put(entry.name(), child);
                    });
        }
        level.directory().children(children);
    }

    private Optional<GuestFile> open(Level level, StoredFile directory, StoredFile.Entry entry)
            throws IOException {
        try {
            Optional<StoredFile> stored = directory.find(entry.name());
            if (stored.isEmpty()) {
                // Listed and then not there: deleted by a guest that runs on, or a broken index.
                gap(pathOf(level, entry), "is listed, but nothing has this name");
                return Optional.empty();
            }
            GuestFile child = new GuestFile(level.directory(), entry.name(), stored.get());
            if (child.isDirectory()) {
                descend(level, child);
            }
            return Optional.of(child);
        } catch (IOException e) {
            gap(pathOf(level, entry), e);
            return Optional.empty();
        }
    }

    private void descend(Level level, GuestFile child) {
        if (level.depth() >= FileLimits.MAX_DEPTH) {
            gap(child.path(), "lies deeper than %d directories".formatted(FileLimits.MAX_DEPTH));
        } else if (isInItself(child)) {
            gap(child.path(), "is a directory in itself");
        } else {
            waiting.add(new Level(child, level.depth() + 1));
        }
    }

    /**
     * Inode numbers are told apart by filesystem only, and a tree may be of several: two
     * directories are the same if all that their inodes say is.
     */
    private static boolean isInItself(GuestFile directory) {
        FileAttributes own = directory.attributes();
        for (Optional<GuestFile> above = directory.parent();
                above.isPresent();
                above = above.get().parent()) {
            FileAttributes other = above.get().attributes();
            if (other.type() == FileType.DIRECTORY
                    && other.inode() == own.inode()
                    && other.equals(own)) {
                return true;
            }
        }
        return false;
    }

    private static String pathOf(Level level, StoredFile.Entry entry) {
        String above = level.depth() == 0 ? "" : level.directory().path();
        return above + "/" + PathText.of(entry.name().bytes());
    }

    private void gap(String path, IOException e) throws IOException {
        if (!FileFaults.isDiskFault(e)) {
            throw e;
        }
        gap(path, String.valueOf(e.getMessage()));
    }

    private void gap(String path, String why) {
        gapCount++;
        if (gaps.size() < FileLimits.MAX_GAPS) {
            gaps.add(new GuestFiles.Gap(path, why));
        }
    }
}
