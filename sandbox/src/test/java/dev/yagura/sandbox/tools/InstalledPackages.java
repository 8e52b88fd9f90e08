package dev.yagura.sandbox.tools;

import dev.yagura.sandbox.host.HostProgram;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tools tree from packages that a system has installed: quick, and needs no mirror. Those that a
 * user builds are of packages as apt fetches them.
 */
public final class InstalledPackages {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** What is in no program's way. */
    private static final List<String> LEFT_OUT =
            List.of("/usr/share/doc/", "/usr/share/man/", "/usr/share/locale/", "/usr/lib/locale/");

    /** Large, and used by no test: chkrootkit brings its own strings. */
    private static final Set<String> NOT_FOLLOWED =
            Set.of("binutils", "openssh-client", "perl-modules-5.36", "debconf", "gcc-12-base");

    private record Installed(String name, String version, List<String> depends) {}

    private InstalledPackages() {}

    /** Builds a tree of what this machine has; as {@link #treeOf}. */
    public static ToolsTree tree(Path folder, Path work, String... names) throws IOException {
        return treeOf(Path.of("/"), folder, work, names);
    }

    /**
     * Builds a tree.
     *
     * @param system the root of a Debian
     * @param folder where it is to be
     * @param work an empty folder
     * @param names packages; what they depend on comes with them
     */
    public static ToolsTree treeOf(Path system, Path folder, Path work, String... names)
            throws IOException {
        for (String merged : List.of("bin", "sbin", "lib", "lib64")) {
            Files.createDirectories(folder.resolve("usr").resolve(merged));
            Files.createSymbolicLink(folder.resolve(merged), Path.of("usr", merged));
        }
        List<UnpackedPackage> unpacked = new ArrayList<>();
        for (Installed installed : closure(system, names)) {
            List<String> files = new ArrayList<>();
            for (String path : query(system, "-L", installed.name()).lines().toList()) {
                if (path.startsWith("/")
                        && !path.equals("/.")
                        && LEFT_OUT.stream().noneMatch(path::startsWith)
                        && copy(
                                system.resolve(path.substring(1)),
                                folder.resolve(path.substring(1)))) {
                    files.add(path.substring(1));
                }
            }
            unpacked.add(new UnpackedPackage(installed.name(), installed.version(), files));
        }
        new ToolsBuilder(step -> {}).prepare(folder, unpacked, work);
        return ToolsTree.open(folder);
    }

    private static String query(Path system, String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        words.add("--admindir=" + system.resolve("var/lib/dpkg"));
        words.addAll(List.of(arguments));
        return HostProgram.require("dpkg-query", "dpkg").run(system, LIMIT, words);
    }

    private static boolean copy(Path from, Path to) throws IOException {
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(to);
            return false;
        }
        if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(from)) {
            return false; // removed by whoever made this machine
        }
        Files.createDirectories(to.getParent());
        try {
            Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
        } catch (FileAlreadyExistsException e) {
            return false; // the links that stand for /bin and its like
        }
        return true;
    }

    private static List<Installed> closure(Path system, String... names) throws IOException {
        Map<String, Installed> all = new HashMap<>();
        String format = "${Package}\t${Version}\t${Pre-Depends}, ${Depends}\n";
        for (String line : query(system, "-W", "-f", format).lines().toList()) {
            String[] fields = line.split("\t", 3);
            List<String> depends = new ArrayList<>();
            for (String depend : fields[2].split("[,|]", -1)) {
                depends.add(depend.strip().replaceFirst("[ :(].*", ""));
            }
            all.put(fields[0], new Installed(fields[0], fields[1], depends));
        }
        Set<Installed> closure = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(names));
        while (!next.isEmpty()) {
            Installed installed = all.get(next.poll());
            if (installed != null && closure.add(installed)) {
                installed.depends().stream()
                        .filter(name -> !NOT_FOLLOWED.contains(name))
                        .forEach(next::add);
            }
        }
        for (String name : names) {
            if (!all.containsKey(name)) {
                throw new IOException("package %s is not installed".formatted(name));
            }
        }
        return List.copyOf(closure);
    }
}
