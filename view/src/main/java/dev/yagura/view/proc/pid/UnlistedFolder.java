package dev.yagura.view.proc.pid;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.synthetic.Folder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A directory of which some files are known, and memory does not tell whether these are all.
 *
 * @param known what is found by its name
 * @param why for who lists it, or looks for another name
 */
record UnlistedFolder(Folder known, String why) implements Folder {
    @Override
    public List<StoredFile.Entry> entries() throws IOException {
        throw new IOException(why);
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        Optional<StoredFile> found = known.find(name);
        if (found.isEmpty()) {
            throw new IOException(why);
        }
        return found;
    }
}
