package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Genuine quotes with collateral and verdicts, which are kept beside the project and not in it:
 * {@code ../shared/vectors} from the project's root, or where {@code -Dyagura.vectors} says.
 */
final class Vectors {

    private Vectors() {}

    /** Returns the folder; a test that needs it is skipped where it is absent. */
    static Path folder() {
        Path folder = Path.of(System.getProperty("yagura.vectors", root() + "/../shared/vectors"));
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                () -> "genuine quotes are absent: " + folder.toAbsolutePath().normalize());
        return folder;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw")) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Returns the folders of bundles: those that say what is expected. */
    static List<Path> bundles() {
        return list(folder()).filter(b -> Files.exists(b.resolve("expected.json"))).toList();
    }

    static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        return new String(read(file), UTF_8);
    }

    static JsonObject json(Path file) throws MalformedStructureException {
        return JsonObject.parse(file.toString(), read(file));
    }
}
