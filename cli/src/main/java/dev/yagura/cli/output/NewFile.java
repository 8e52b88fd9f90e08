package dev.yagura.cli.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A new file of this machine's for what came out of a guest. Only its owner may read it: a guest
 * holds keys and passwords. One that was not {@link #keep kept} is deleted again.
 */
public final class NewFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private boolean kept;

    private NewFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one, be it a link to nothing
     */
    public static NewFile create(Path path) throws IOException {
        return new NewFile(
                path,
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.SPARSE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))));
    }

    /** Returns where to write; closed with this. */
    public FileChannel channel() {
        return channel;
    }

    /** Says that all is written. */
    public void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!kept) {
            Files.deleteIfExists(path);
        }
    }
}
