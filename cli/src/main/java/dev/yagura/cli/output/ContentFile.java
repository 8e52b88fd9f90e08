package dev.yagura.cli.output;

import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A new file of this machine's for what was taken out of a guest. Only its owner may read it: a
 * guest's memory holds keys and passwords. What is absent stays a hole of the file.
 *
 * <p>A file that was not {@link #finish finished} is deleted again.
 */
public final class ContentFile implements AutoCloseable {
    private final NewFile file;
    private long lengthBytes = -1;

    private ContentFile(NewFile file) {
        this.file = file;
    }

    /**
     * Makes the file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one, be it a link to nothing
     */
    public static ContentFile create(Path path) throws IOException {
        return new ContentFile(NewFile.create(path));
    }

    /**
     * Takes a row of an extraction.
     *
     * @throws WatchException if it is none that can be here
     */
    public void accept(Row row) throws IOException {
        switch (row.text("kind")) {
            case "content" -> {
                lengthBytes = row.number("length");
            }
            case "bytes" -> write(row);
            case "absent" -> {}
            default -> throw wrong("row is of kind \"" + row.text("kind") + "\"");
        }
    }

    private void write(Row row) throws IOException {
        long offset = row.number("offset");
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(row.text("base64"));
        } catch (IllegalArgumentException e) {
            throw new WatchException(Reason.INCOMPLETE, "extraction: bytes are not base64", e);
        }
        if (offset < 0 || offset > lengthBytes - bytes.length) {
            throw wrong("%d bytes are at %d of %d".formatted(bytes.length, offset, lengthBytes));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            offset += file.channel().write(buffer, offset);
        }
    }

    private static WatchException wrong(String found) {
        return new WatchException(Reason.INCOMPLETE, "extraction: " + found);
    }

    /** Keeps the file, as long as the whole is. */
    public void finish() throws IOException {
        if (file.channel().size() < lengthBytes) {
            file.channel().write(ByteBuffer.allocate(1), lengthBytes - 1);
        }
        file.keep();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
