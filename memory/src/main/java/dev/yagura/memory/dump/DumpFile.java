package dev.yagura.memory.dump;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Maps a file, or says in one line why not. */
final class DumpFile {
    private DumpFile() {}

    /** Maps the whole of a regular file, read-only, until {@code arena} closes. */
    static MemorySegment map(Path file, Arena arena) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw refused(
                        file, attributes.isDirectory() ? "a directory" : "not a regular file");
            }
            if (attributes.size() == 0) {
                throw refused(file, "empty");
            }
            try (FileChannel channel = FileChannel.open(file)) {
                return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            }
        } catch (NoSuchFileException e) {
            throw because(e, new NoSuchFileException(file.toString(), null, "no such file"));
        } catch (AccessDeniedException e) {
            throw because(
                    e,
                    new AccessDeniedException(
                            file.toString(), null, "may not be read by this user"));
        }
    }

    private static FileSystemException refused(Path file, String what) {
        return new FileSystemException(
                file.toString(), null, "is %s, a memory dump was expected".formatted(what));
    }

    private static FileSystemException because(Exception cause, FileSystemException e) {
        e.initCause(cause);
        return e;
    }
}
