package dev.yagura.cli.capture;

import dev.yagura.cli.output.NewFile;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where packets are written: standard output, a FIFO, a new file, or nowhere. A file may be read by
 * its owner only, and stays whatever happens: packets do not come again.
 */
public final class PacketSink implements AutoCloseable {
    /** Stands for standard output. */
    public static final String STANDARD_OUTPUT = "-";

    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream target;
    private final OutputStream out;
    private final Optional<NewFile> file;

    private PacketSink(OutputStream target, Optional<NewFile> file) {
        this.target = target;
        this.out = new BufferedOutputStream(target, BUFFER_BYTES);
        this.file = file;
    }

    /**
     * Opens it. Opening a FIFO waits until somebody reads it.
     *
     * @param where {@link #STANDARD_OUTPUT}, or a path; empty for nowhere
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file, and it is no FIFO
     */
    public static PacketSink open(Optional<String> where) throws IOException {
        if (where.isEmpty()) {
            return new PacketSink(OutputStream.nullOutputStream(), Optional.empty());
        }
        if (where.get().equals(STANDARD_OUTPUT)) {
            // Not System.out, which is silent about a reader that has gone.
            return new PacketSink(new FileOutputStream(FileDescriptor.out), Optional.empty());
        }
        Path path = Path.of(where.get());
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return new PacketSink(Files.newOutputStream(path), Optional.empty());
        }
        NewFile file = NewFile.create(path);
        file.keep();
        return new PacketSink(Channels.newOutputStream(file.channel()), Optional.of(file));
    }

    /** Returns what to write to, and to flush at the end. */
    public OutputStream stream() {
        return out;
    }

    /** Closes it; what was not flushed is thrown away, as its reader may have gone. */
    @Override
    public void close() throws IOException {
        try {
            target.close();
        } finally {
            if (file.isPresent()) {
                file.get().close();
            }
        }
    }
}
