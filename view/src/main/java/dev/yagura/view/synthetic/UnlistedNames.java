package dev.yagura.view.synthetic;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory with files that are found and not listed.
 *
 * @param listed all else
 * @param unlisted by name, which no listed one has
 */
public record UnlistedNames(Folder listed, Map<FileName, StoredFile> unlisted) implements Folder {
    /** Copies the names. */
    public UnlistedNames {
        unlisted = Map.copyOf(unlisted);
    }

    @Override
    public List<StoredFile.Entry> entries() throws IOException {
        return listed.entries();
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        StoredFile file = unlisted.get(name);
        return file != null ? Optional.of(file) : listed.find(name);
    }
}
