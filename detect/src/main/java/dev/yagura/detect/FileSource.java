package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.util.List;

/** How a detector of memory comes to the guest's files; they are opened when it first asks. */
@FunctionalInterface
public interface FileSource {
    /** Stands for a guest whose files were not given. */
    FileSource NONE =
            linux -> {
                throw new NoFilesException("the guest has no disks, or was given without them");
            };

    /**
     * What was opened.
     *
     * @param tree the files
     * @param gaps what should be in the tree and is not
     */
    record Opened(FileTree tree, List<Gap> gaps) {
        /** Requires the tree, and copies the gaps. */
        public Opened {
            requireNonNull(tree, "tree");
            gaps = List.copyOf(gaps);
        }
    }

    /**
     * Opens the files.
     *
     * @param linux the look that is judged, for what the guest has mounted and has in memory
     * @throws NoFilesException if there are none that can be opened
     * @throws IOException if a disk's or the memory's source fails
     */
    Opened open(Linux linux) throws IOException;
}
