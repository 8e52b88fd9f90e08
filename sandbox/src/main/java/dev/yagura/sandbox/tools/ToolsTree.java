package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A folder of programs that can be run beside a guest's files.
 *
 * <p>Immutable. What is in the folder is trusted: whoever may write to it decides what tools say.
 */
public final class ToolsTree {
    /** Where the tree is mounted, always: programs in it hold this path. */
    public static final String MOUNT = "/.yagura";

    /** Makes the tree one: written last, so that half a tree is none. Name and version a line. */
    static final String PACKAGES = "packages";

    /** What the tools write, laid over the guest's files. */
    static final String SKELETON = "skeleton";

    /** The mount point of a procfs of the sandbox. */
    static final String OWN_PROC = "proc";

    /** The mount point of the guest's files without what a tool has written. */
    static final String GUEST = "guest";

    private static final List<String> PROGRAM_FOLDERS =
            List.of("usr/bin", "usr/sbin", "bin", "sbin");

    private final Path root;
    private final Map<String, String> packages;

    private ToolsTree(Path root, Map<String, String> packages) {
        this.root = root;
        this.packages = Map.copyOf(packages);
    }

    /**
     * Opens a tree that {@code yagura tools build} made.
     *
     * @throws IOException if there is none, or it was not finished; the message says what to do
     */
    public static ToolsTree open(Path root) throws IOException {
        Map<String, String> packages = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(root.resolve(PACKAGES), UTF_8)) {
                int space = line.indexOf(' ');
                if (space <= 0) {
                    throw new IOException(
                            "%s: line \"%s\", expected a package and its version"
                                    .formatted(root.resolve(PACKAGES), line));
                }
                packages.put(line.substring(0, space), line.substring(space + 1));
            }
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "%s is no tools tree: yagura tools build %s".formatted(root, root), e);
        }
        return new ToolsTree(root.toRealPath(), packages);
    }

    /** Returns the folder, without links. */
    public Path root() {
        return root;
    }

    /** Returns the packages it was made from, with their versions. */
    public Map<String, String> packages() {
        return packages;
    }

    /** Returns the folder whose files are laid over the guest's. */
    public Path skeleton() {
        return root.resolve(SKELETON);
    }

    /**
     * Returns how a program is called in the sandbox; empty if the tree has none of that name.
     *
     * @param tool a name, or an absolute path as the guest has it: {@code ps} or {@code /bin/ps}
     */
    public Optional<String> program(String tool) {
        if (tool.startsWith("/")) {
            String inTree = tool.substring(1);
            return isProgram(inTree) ? Optional.of(MOUNT + tool) : Optional.empty();
        }
        return PROGRAM_FOLDERS.stream()
                .map(folder -> folder + "/" + tool)
                .filter(path -> !tool.contains("/") && isProgram(path))
                .findFirst()
                .map(path -> MOUNT + "/" + path);
    }

    /** Links in the tree are relative, and stay in it. */
    private boolean isProgram(String inTree) {
        Path file = root.resolve(inTree).normalize();
        return file.startsWith(root)
                && Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(file)
                && Files.isExecutable(file);
    }
}
