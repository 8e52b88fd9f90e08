package dev.yagura.view.synthetic;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes what is in a directory. It may find more names than it lists, as a kernel's procfs does.
 */
public interface Folder {
    /**
     * Returns the names that a reader of the directory is shown, in order.
     *
     * @throws IOException if they cannot be known
     */
    List<StoredFile.Entry> entries() throws IOException;

    /**
     * Returns what a name stands for, listed or not; empty if nothing.
     *
     * @throws IOException if that cannot be known
     */
    Optional<StoredFile> find(FileName name) throws IOException;
}
