package dev.yagura.sandbox.tools;

import dev.yagura.sandbox.host.HostProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Debian packages with all that they depend on, from the sources that this machine's apt has; apt
 * checks their signatures.
 *
 * <p>What this machine has installed plays no part: apt is told that nothing is.
 */
final class DebianPackages {
    private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(30);
    private static final Duration UNPACK_LIMIT = Duration.ofMinutes(5);

    /** Permissions, owner, size, date and time, then the path: what {@code tar -tv} prints. */
    private static final Pattern LISTED =
            Pattern.compile("\\S+\\s+\\S+\\s+\\d+\\s+\\S+\\s+\\S+ \\./(.*)");

    /** Folders that Debian has as links below /usr, and that packages name without. */
    private static final List<String> MERGED = List.of("bin", "sbin", "lib", "lib64");

    /** Not {@code dpkg-deb --extract}: a package's folder would take the place of a link. */
    private static final String EXTRACT =
            "dpkg-deb --fsys-tarfile \"$1\" | tar --extract --keep-directory-symlink --directory \"$2\"";

    private final Path work;

    /** Works in an empty folder, where packages stay. */
    DebianPackages(Path work) {
        this.work = work;
    }

    /**
     * Downloads packages and what they depend on.
     *
     * @throws IOException if apt cannot: it does not know one, or reaches no source
     */
    List<Path> download(List<String> names) throws IOException {
        Path archives = Files.createDirectories(work.resolve("archives"));
        Files.createDirectories(archives.resolve("partial"));
        Path status = Files.createFile(work.resolve("status"));
        List<String> arguments = new ArrayList<>();
        for (String option :
                List.of(
                        "Dir::State::status=" + status,
                        "Dir::State::extended_states=" + work.resolve("extended"),
                        "Dir::Cache::archives=" + archives,
                        "Debug::NoLocking=1",
                        "APT::Architecture=amd64",
                        "APT::Install-Recommends=0",
                        // apt's own user cannot enter the folder
                        "APT::Sandbox::User=root",
                        "Acquire::Retries=2")) {
            arguments.add("-o");
            arguments.add(option);
        }
        arguments.addAll(List.of("--download-only", "--yes", "--quiet", "install", "--"));
        arguments.addAll(names);
        try {
            HostProgram.require("apt-get", "apt").run(work, DOWNLOAD_LIMIT, arguments);
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage() + " (apt-get update renews the lists of packages)", e);
        }
        try (Stream<Path> files = Files.list(archives)) {
            return files.filter(file -> file.toString().endsWith(".deb")).sorted().toList();
        }
    }

    /**
     * Unpacks packages into one folder. None of their scripts is run.
     *
     * @param root an empty folder
     */
    List<UnpackedPackage> unpack(List<Path> archives, Path root) throws IOException {
        for (String folder : MERGED) {
            Files.createDirectories(root.resolve("usr").resolve(folder));
            Files.createSymbolicLink(root.resolve(folder), Path.of("usr", folder));
        }
        HostProgram dpkg = HostProgram.require("dpkg-deb", "dpkg");
        HostProgram shell = HostProgram.require("sh", "dash");
        List<UnpackedPackage> unpacked = new ArrayList<>();
        for (Path archive : archives) {
            String file = archive.toString();
            shell.run(work, UNPACK_LIMIT, List.of("-c", EXTRACT, "extract", file, root.toString()));
            String shown =
                    dpkg.run(
                            work,
                            UNPACK_LIMIT,
                            List.of("--show", "--showformat=${Package} ${Version}", file));
            int space = shown.indexOf(' ');
            unpacked.add(
                    new UnpackedPackage(
                            shown.substring(0, space),
                            shown.substring(space + 1),
                            files(dpkg.run(work, UNPACK_LIMIT, List.of("--contents", file)))));
        }
        return unpacked;
    }

    private static List<String> files(String listing) {
        return listing.lines()
                .map(LISTED::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1).replaceFirst(" (-> |link to ).*", ""))
                .filter(path -> !path.isEmpty())
                .toList();
    }
}
