package dev.yagura.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A new file for the lines of a signed record. It is kept as soon as it has a line: a record that
 * breaks off is told from one that never began.
 */
public final class RecordFile implements AutoCloseable {
    private final NewFile file;

    private RecordFile(NewFile file) {
        this.file = file;
    }

    /**
     * Makes the file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     */
    public static RecordFile create(Path path) throws IOException {
        return new RecordFile(NewFile.create(path));
    }

    /** Appends a line. */
    public void add(String line) {
        try {
            ByteBuffer bytes = UTF_8.encode(line + "\n");
            while (bytes.hasRemaining()) {
                file.channel().write(bytes);
            }
            file.keep();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
