package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.rules.RuleFile;
import dev.yagura.enclave.watch.ScanRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the files of text that a scan is to have. */
final class RuleFiles {
    /** UTF-8 has at most four bytes a character. */
    private static final int MAX_BYTES = 4 * RuleFile.MAX_CHARS;

    private RuleFiles() {}

    /** Reads texts that a scan is to have. */
    static List<ScanRequest.TextFile> texts(List<Path> files) throws IOException {
        List<ScanRequest.TextFile> texts = new ArrayList<>();
        for (Path file : files) {
            texts.add(new ScanRequest.TextFile(file.toString(), text(file)));
        }
        return texts;
    }

    /**
     * Reads a text.
     *
     * @throws UsageException if it is no text, or too long for one
     */
    static String text(Path file) throws IOException {
        return text(file, MAX_BYTES, "a file of rules or an allow-list");
    }

    /**
     * Reads a text.
     *
     * @param expected what it should be, for the message
     * @throws UsageException if it is no text, or too long for one
     */
    static String text(Path file, int maxBytes, String expected) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new UsageException(
                        "%s: has more than %d bytes, expected %s"
                                .formatted(file, maxBytes, expected));
            }
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new UsageException("%s: is no text in UTF-8".formatted(file));
        }
    }
}
