package dev.yagura.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine a check looks at.
 *
 * @param root where its file system starts; {@code /} but in tests
 * @param searchPath folders that hold commands, below {@code root}
 * @param superuser whether this process may do what root may
 */
public record Machine(Path root, List<Path> searchPath, boolean superuser) {
    /** System folders that hold commands QEMU setups need and that a user's PATH may lack. */
    private static final List<Path> SYSTEM_FOLDERS =
            List.of(Path.of("/usr/sbin"), Path.of("/sbin"));

    /** A status file of /proc or /sys is read up to this length. */
    private static final int MAX_STATUS_BYTES = 1 << 20;

    /** Returns the machine that this process runs on. */
    public static Machine here() {
        String path = System.getenv().getOrDefault("PATH", "");
        List<Path> folders =
                Stream.concat(
                                Arrays.stream(path.split(":"))
                                        .filter(folder -> !folder.isEmpty())
                                        .map(Path::of),
                                SYSTEM_FOLDERS.stream())
                        .distinct()
                        .toList();
        return new Machine(Path.of("/"), folders, "root".equals(System.getProperty("user.name")));
    }

    /** Returns where a command is, or empty if no folder of the search path has it. */
    public Optional<Path> command(String name) {
        return searchPath.stream()
                .map(folder -> path(folder.toAbsolutePath().toString()).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns a path of the machine. */
    public Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** Returns the text of a small file, stripped; empty if it is absent or unreadable. */
    public String text(String absolute) {
        try (var in = Files.newInputStream(path(absolute))) {
            return new String(in.readNBytes(MAX_STATUS_BYTES), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
