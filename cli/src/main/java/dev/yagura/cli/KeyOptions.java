package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.connect.HeaderFile;
import dev.yagura.cli.connect.KeyFile;
import dev.yagura.cli.output.Printable;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.block.crypt.Secret;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for keys and headers of encrypted disks, and the question for a missing key. */
final class KeyOptions {
    private static final int TRIES = 3;

    @Option(
            names = "--key-file",
            paramLabel = "[NAME=]FILE",
            description = {
                "passphrase or key of an encrypted disk; may be repeated.",
                "NAME binds it to a disk, a volume or a uuid. Without one, a",
                "terminal is asked for the passphrase."
            })
    private List<String> keyFiles = new ArrayList<>();

    @Option(
            names = "--luks-header",
            paramLabel = "NAME=FILE",
            description = {
                "LUKS header of an encrypted disk that has none itself; may be",
                "repeated. NAME is the disk, partition or volume, as \"yagura",
                "show VM disks\" calls it, or a uuid."
            })
    private List<String> headers = new ArrayList<>();

    /**
     * Gives keys and headers to who watches the VM; an enclave's evidence was appraised by then.
     */
    void give(Connection connection) throws IOException {
        for (String header : headers) {
            HeaderFile file = headerFile(header);
            connection.watch().giveHeader(connection.guest(), file.volume(), file.read());
        }
        for (String keyFile : keyFiles) {
            KeyFile file = KeyFile.parse(keyFile);
            try (Secret key = file.read()) {
                connection.watch().unlock(connection.guest(), file.volume(), key);
            }
        }
    }

    private static HeaderFile headerFile(String text) {
        try {
            return HeaderFile.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Asks a person for what is locked, if there is a terminal and no key was given. */
    void askFor(Connection connection) throws IOException {
        Optional<Console> terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (!keyFiles.isEmpty() || terminal.isEmpty()) {
            return;
        }
        List<Row> locked = locked(connection);
        for (int tries = 0; tries < TRIES && !locked.isEmpty(); tries++) {
            for (Row volume : locked) {
                char @Nullable [] typed =
                        terminal.get()
                                .readPassword(
                                        "passphrase for %s (%s %s): ",
                                        Printable.of(volume.text("name")),
                                        Printable.of(volume.text("format")),
                                        Printable.of(volume.text("uuid")));
                if (typed == null || typed.length == 0) {
                    return; // the person has none: what is locked is said in the answer
                }
                try (Secret key = encoded(typed)) {
                    connection.watch().unlock(connection.guest(), Optional.empty(), key);
                }
            }
            locked = locked(connection);
        }
    }

    private static List<Row> locked(Connection connection) throws IOException {
        return connection
                .watch()
                .show(connection.guest(), ShowRequest.of("volumes"))
                .rows()
                .stream()
                .filter(row -> row.text("state").equals("locked"))
                .toList();
    }

    /** Takes what was typed, in UTF-8, and wipes it. */
    private static Secret encoded(char[] typed) {
        ByteBuffer bytes = UTF_8.encode(CharBuffer.wrap(typed));
        Arrays.fill(typed, '\0');
        byte[] key = new byte[bytes.remaining()];
        bytes.get(key).clear();
        while (bytes.hasRemaining()) {
            bytes.put((byte) 0);
        }
        return Secret.owning(key);
    }
}
