package dev.yagura.testkit.kernels;

import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An apt with sources, lists and cache of its own, in one directory; the machine's own apt state is
 * not touched. Proxies and other transport settings of the machine stay in force.
 */
final class PrivateApt {
    private static final Duration UPDATE_LIMIT = Duration.ofMinutes(5);
    private static final Duration QUERY_LIMIT = Duration.ofMinutes(1);
    private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(15);
    private static final String ARMOUR = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

    private final Path root;

    private PrivateApt(Path root) {
        this.root = root;
    }

    /** Lays the directories out and writes the sources. */
    static PrivateApt create(Path root, List<AptSource> sources) throws IOException {
        Files.createDirectories(root.resolve("state/lists/partial"));
        Files.createDirectories(root.resolve("cache/archives/partial"));
        Files.createDirectories(root.resolve("debs"));
        Files.writeString(root.resolve("status"), "");
        List<String> lines = new ArrayList<>();
        for (AptSource source : sources) {
            lines.add(AptSources.oneLine(withKeyInFile(root, source, lines.size())));
        }
        Files.write(root.resolve("sources.list"), lines);
        return new PrivateApt(root);
    }

    /** Moves an armoured key of a source, if it has one, to a file. */
    static AptSource withKeyInFile(Path root, AptSource source, int number) throws IOException {
        if (!source.signedBy().startsWith(ARMOUR)) {
            return source;
        }
        Path key = root.resolve("key-%d.asc".formatted(number));
        Files.writeString(key, source.signedBy() + "\n");
        return new AptSource(
                source.uri(),
                source.suite(),
                source.components(),
                key.toString(),
                source.trusted());
    }

    /**
     * Fetches the package lists.
     *
     * @return what apt complained of, empty if nothing: an optional suite may be missing while the
     *     one that matters is there, so this is for the message of a later failure
     * @throws IOException if there is no apt
     */
    String update() throws IOException {
        List<String> command = command("apt-get", "update", "-q");
        try {
            HostTool.run(UPDATE_LIMIT, root, command);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Returns the names of all packages that start with {@code linux-image-}, in any order. */
    List<String> kernelPackages() throws IOException {
        return query("search", "--names-only", "^linux-image-")
                .map(line -> line.replaceFirst(" .*", ""))
                .toList();
    }

    /** Returns what a package directly depends on, alternatives included. */
    List<String> dependencies(String packageName) throws IOException {
        return query("depends", "--no-recommends", "--no-suggests", packageName)
                .map(String::strip)
                .filter(line -> line.startsWith("Depends: "))
                .map(line -> line.substring("Depends: ".length()))
                .toList();
    }

    /** Downloads packages. Returns their files. */
    List<Path> download(List<String> packageNames) throws IOException {
        Path debs = root.resolve("debs");
        List<String> command = command("apt-get", "download", "-q");
        command.addAll(packageNames);
        HostTool.run(DOWNLOAD_LIMIT, debs, command);
        try (Stream<Path> files = Files.list(debs)) {
            return files.filter(file -> file.toString().endsWith(".deb")).sorted().toList();
        }
    }

    private Stream<String> query(String... arguments) throws IOException {
        return HostTool.text(QUERY_LIMIT, command("apt-cache", arguments)).lines();
    }

    private List<String> command(String tool, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(HostTool.require(tool, "apt").toString());
        for (String option :
                List.of(
                        "Dir::State=" + root.resolve("state"),
                        "Dir::State::status=" + root.resolve("status"),
                        "Dir::Cache=" + root.resolve("cache"),
                        "Dir::Etc::sourcelist=" + root.resolve("sources.list"),
                        "Dir::Etc::sourceparts=-",
                        "Dir::Etc::preferences=-",
                        "Dir::Etc::preferencesparts=-",
                        "APT::Architecture=amd64",
                        // Downloads go to directories that apt's own user cannot enter.
                        "APT::Sandbox::User=root",
                        "Acquire::Languages=none",
                        "Acquire::Retries=2",
                        // An archived suite is not signed afresh.
                        "Acquire::Check-Valid-Until=false")) {
            command.add("-o");
            command.add(option);
        }
        command.addAll(List.of(arguments));
        return command;
    }
}
