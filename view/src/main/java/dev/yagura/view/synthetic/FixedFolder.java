package dev.yagura.view.synthetic;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory whose names are known beforehand. Immutable. */
public final class FixedFolder implements Folder {
    private final Map<FileName, StoredFile> files;

    private FixedFolder(Map<FileName, StoredFile> files) {
        this.files = files;
    }

    /** Returns a directory of these files, in this order. */
    public static FixedFolder of(Map<String, StoredFile> files) {
        Map<FileName, StoredFile> byName = new LinkedHashMap<>();
        files.forEach((name, file) -> byName.put(FileName.of(name), file));
        return new FixedFolder(byName);
    }

    @Override
    public List<StoredFile.Entry> entries() {
        List<StoredFile.Entry> entries = new ArrayList<>(files.size());
        files.forEach((name, file) -> entries.add(SyntheticFile.entry(name, file)));
        return entries;
    }

    @Override
    public Optional<StoredFile> find(FileName name) {
        return Optional.ofNullable(files.get(name));
    }
}
