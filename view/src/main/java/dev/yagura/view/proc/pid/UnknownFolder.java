package dev.yagura.view.proc.pid;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.synthetic.Folder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A directory that is there, and of which memory does not tell what is in it.
 *
 * @param why for who looks into it
 */
record UnknownFolder(String why) implements Folder {
    @Override
    public List<StoredFile.Entry> entries() throws IOException {
        throw new IOException(why);
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        throw new IOException(why);
    }
}
