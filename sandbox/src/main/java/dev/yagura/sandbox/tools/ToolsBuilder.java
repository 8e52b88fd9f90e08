package dev.yagura.sandbox.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Builds a tools tree from Debian packages. */
public final class ToolsBuilder {
    /**
     * What every tree has: shells, and the programs that scripts call without depending on them, as
     * Debian has them on every system.
     */
    private static final List<String> BASE =
            List.of(
                    "bash",
                    "binutils",
                    "bsdutils",
                    "coreutils",
                    "dash",
                    "debianutils",
                    "diffutils",
                    "dpkg",
                    "findutils",
                    "gawk",
                    "grep",
                    "gzip",
                    "hostname",
                    "libc-bin",
                    "libc6",
                    "login",
                    "mawk",
                    "mount",
                    "perl",
                    "sed",
                    "tar",
                    "util-linux");

    /** The tools of the trade, where none are named. */
    public static final List<String> DEFAULT =
            List.of(
                    "aide",
                    "busybox",
                    "chkrootkit",
                    "debsums",
                    "iproute2",
                    "kmod",
                    "lsof",
                    "lynis",
                    "net-tools",
                    "procps",
                    "psmisc",
                    "rkhunter",
                    "unhide");

    private final Consumer<String> steps;

    /**
     * Prepares.
     *
     * @param steps is told what is being done
     */
    public ToolsBuilder(Consumer<String> steps) {
        this.steps = steps;
    }

    /**
     * Builds a tree.
     *
     * @param folder where it is to be; must not exist, or be empty
     * @param packages what the tools are in, beside what every tree has
     * @throws IOException if the folder is in use, or the tree could not be built; nothing is left
     *     of it then
     */
    public ToolsTree build(Path folder, List<String> packages) throws IOException {
        if (Files.exists(folder) && !isEmpty(folder)) {
            throw new IOException(folder + ": is not empty, expected a new folder");
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(folder + ": expected a folder below another");
        }
        Files.createDirectories(parent);
        Path work = Files.createTempDirectory(parent, ".yagura-tools-");
        try {
            Path root = Files.createDirectory(work.resolve("root"));
            DebianPackages debian = new DebianPackages(work);
            steps.accept("downloading packages");
            List<Path> archives =
                    debian.download(Stream.concat(BASE.stream(), packages.stream()).toList());
            steps.accept("unpacking %d packages".formatted(archives.size()));
            prepare(root, debian.unpack(archives, root), work);
            Files.deleteIfExists(folder);
            Files.move(root, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(work);
        }
        return ToolsTree.open(folder);
    }

    /** Makes a folder of unpacked packages a tools tree. */
    void prepare(Path root, List<UnpackedPackage> unpacked, Path work) throws IOException {
        steps.accept("building " + PreloadLibrary.NAME);
        Path library = PreloadLibrary.build(Files.createDirectory(work.resolve("library")));
        steps.accept("preparing the programs");
        TreePreparation.run(root, unpacked, library);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted((a, b) -> b.compareTo(a)).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
