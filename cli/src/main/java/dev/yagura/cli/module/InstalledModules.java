package dev.yagura.cli.module;

import dev.yagura.bpf.module.DetectorModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The detectors in C that every scan of this user runs: objects in a folder, each by its id. */
public final class InstalledModules {
    private final Path folder;

    /** Takes a folder, which need not be there yet. */
    public InstalledModules(Path folder) {
        this.folder = folder;
    }

    /** Returns those in this user's settings, by the XDG Base Directory Specification. */
    public static InstalledModules ofThisUser() {
        String settings = System.getenv().getOrDefault("XDG_CONFIG_HOME", "");
        Path base =
                settings.startsWith("/")
                        ? Path.of(settings)
                        : Path.of(System.getProperty("user.home"), ".config");
        return new InstalledModules(base.resolve("yagura").resolve("modules"));
    }

    /** Returns the objects, by id. */
    public List<Path> objects() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".o")).sorted().toList();
        }
    }

    /**
     * Copies an object there; one of the same id is replaced.
     *
     * @return where it is
     * @throws IOException if it is no detector, or cannot be copied
     */
    public Path install(Path object) throws IOException {
        String id =
                DetectorModule.parse(object.toString(), Files.readAllBytes(object))
                        .info()
                        .detector()
                        .id();
        Files.createDirectories(folder);
        return Files.copy(object, place(id), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes a detector away, and returns whether it was there. */
    public boolean remove(String id) throws IOException {
        return id.matches("[a-z0-9.-]+") && Files.deleteIfExists(place(id));
    }

    private Path place(String id) {
        return folder.resolve(id + ".o");
    }
}
