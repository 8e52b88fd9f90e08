package dev.yagura.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A guest's files in which each program, library, script and module of Perl is a trap: whatever
 * runs or loads it leaves a file {@value #MARKER} in several places, and says so. Its {@code /proc}
 * and {@code /sys} are the guest's.
 */
final class TrappedFiles implements AutoCloseable {
    static final String MARKER = "sprung";

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int HEAD_BYTES = 128;
    private static final String ELF = "\177ELF";

    private static final String SOURCE =
            """
            #include <fcntl.h>
            #include <unistd.h>
            __attribute__((constructor)) static void spring(void) {
                const char *const places[] = {"/tmp/sprung", "/var/tmp/sprung", "/root/sprung", "/sprung", "sprung"};
                for (unsigned i = 0; i < sizeof places / sizeof places[0]; i++)
                    close(open(places[i], O_CREAT | O_WRONLY, 0644));
                write(1, "sprung\\n", 7);
            }
            #ifdef PROGRAM
            int main(void) { return 0; }
            #endif
            """;

    private static final String SHELL =
            "echo sprung; for d in /tmp /var/tmp /root / .; do : >$d/sprung; done\n";
    private static final String PERL =
            "print \"sprung\\n\"; for (qw(/tmp /var/tmp /root / .)) { open F, \">$_/sprung\" } 1;\n";

    private final Path guest;
    private final Path traps;
    private final Path root;
    private final Path program;
    private final Path library;
    private int count;

    private TrappedFiles(Path guest, Path folder) throws IOException {
        this.guest = guest;
        this.traps = Files.createDirectory(folder.resolve("traps"));
        this.root = Files.createDirectory(folder.resolve("root"));
        this.program = folder.resolve("trap");
        this.library = folder.resolve("trap.so");
        Path source = Files.writeString(folder.resolve("trap.c"), SOURCE);
        String cc = HostTool.require("cc", "gcc").toString();
        run(cc, "-static", "-DPROGRAM", "-o", program.toString(), source.toString());
        run(cc, "-shared", "-fPIC", "-o", library.toString(), source.toString());
    }

    /**
     * Lays traps over a guest's files.
     *
     * @param guest where they are mounted
     * @param folder an empty one, of this host's
     */
    static TrappedFiles over(Path guest, Path folder) throws IOException {
        TrappedFiles files = new TrappedFiles(guest, folder);
        files.lay();
        run(
                "mount",
                "-t",
                "overlay",
                "-o",
                "ro,lowerdir=" + files.traps + ":" + guest,
                "traps",
                files.root.toString());
        return files;
    }

    /** Returns where they are. */
    Path root() {
        return root;
    }

    /** Returns how many traps there are. */
    int count() {
        return count;
    }

    private void lay() throws IOException {
        Set<Path> left = Set.of(guest.resolve("proc"), guest.resolve("sys"), guest.resolve("dev"));
        Files.walkFileTree(
                guest,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) {
                        return left.contains(folder)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is)
                            throws IOException {
                        if (is.isRegularFile()) {
                            replace(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private void replace(Path file) throws IOException {
        String head;
        try (InputStream in = Files.newInputStream(file)) {
            head = new String(in.readNBytes(HEAD_BYTES), ISO_8859_1);
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String first = head.lines().findFirst().orElse("");
        boolean perl = name.endsWith(".pm") || name.endsWith(".pl") || first.matches("#!.*perl.*");
        Path to = traps.resolve(guest.relativize(file));
        if (head.startsWith(ELF)) {
            Files.createDirectories(to.getParent());
            Files.createLink(to, name.contains(".so") ? library : program);
        } else if (perl || head.startsWith("#!")) {
            Files.createDirectories(to.getParent());
            Files.writeString(
                    to, (head.startsWith("#!") ? first + "\n" : "") + (perl ? PERL : SHELL));
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        } else {
            return;
        }
        count++;
    }

    private static void run(String... command) throws IOException {
        HostTool.run(LIMIT, Path.of("/"), List.of(command));
    }

    @Override
    public void close() throws IOException {
        run("umount", root.toString());
    }
}
