package dev.yagura.testkit.guest;

import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The modules that came with a kernel, and the order in which they can be loaded. */
final class KernelModules {
    private static final Duration UNPACK_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final Map<String, Path> files = new HashMap<>();
    private final Set<String> builtIn = new HashSet<>();

    /**
     * Indexes a directory of modules.
     *
     * @param directory {@code lib/modules/RELEASE}
     */
    KernelModules(Path directory) throws IOException {
        this.directory = directory;
        try (Stream<Path> walk = Files.walk(directory)) {
            walk.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.ko(\\.xz|\\.zst|\\.gz)?"))
                    .forEach(file -> files.put(nameOf(file.getFileName().toString()), file));
        }
        Path list = directory.resolve("modules.builtin");
        if (Files.isRegularFile(list)) {
            for (String line : Files.readAllLines(list)) {
                builtIn.add(nameOf(line.substring(line.lastIndexOf('/') + 1)));
            }
        }
    }

    /**
     * Unpacks modules and all they depend on.
     *
     * @param wanted names, with hyphen or underscore; one that ends with a question mark is left
     *     out where the kernel does not have it
     * @return unpacked modules by name, each after those it depends on; without the built-in ones
     * @throws IOException if a module neither came with the kernel nor is built in
     */
    Map<String, byte[]> withDependencies(List<String> wanted) throws IOException {
        Map<String, byte[]> ordered = new LinkedHashMap<>();
        for (String name : wanted) {
            String module = nameOf(name.replace("?", ""));
            if (!name.endsWith("?") || files.containsKey(module)) {
                add(module, ordered, new HashSet<>());
            }
        }
        return ordered;
    }

    private void add(String name, Map<String, byte[]> ordered, Set<String> path)
            throws IOException {
        if (ordered.containsKey(name) || builtIn.contains(name) || !path.add(name)) {
            return;
        }
        Path file = files.get(name);
        if (file == null) {
            throw new IOException(
                    "kernel modules: found no %s in %s, expected a file or an entry of %s"
                            .formatted(name, directory, "modules.builtin"));
        }
        byte[] content = unpack(file);
        for (String dependency : ModuleInfo.dependencies(file.toString(), content)) {
            add(nameOf(dependency), ordered, path);
        }
        ordered.put(name, content);
    }

    private static String nameOf(String fileName) {
        return fileName.replaceFirst("\\.ko(\\..*)?$", "").replace('-', '_');
    }

    private static byte[] unpack(Path file) throws IOException {
        String name = file.toString();
        String busybox = HostTool.require("busybox", "busybox-static").toString();
        List<String> command;
        if (name.endsWith(".xz")) {
            command = List.of(busybox, "xzcat", name);
        } else if (name.endsWith(".gz")) {
            command = List.of(busybox, "zcat", name);
        } else if (name.endsWith(".zst")) {
            command = List.of(HostTool.require("zstd", "zstd").toString(), "-qdc", name);
        } else {
            return Files.readAllBytes(file);
        }
        return HostTool.run(UNPACK_LIMIT, Path.of("/"), command);
    }
}
