package dev.yagura.storage.truth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A filesystem image, mounted by the kernel of this machine until closed. */
public final class KernelMount implements AutoCloseable {
    private final Path directory;

    private KernelMount(Path directory) {
        this.directory = directory;
    }

    /**
     * Mounts an image.
     *
     * @param options as for {@code mount -o}, beside {@code loop}
     */
    public static KernelMount of(Path image, String options) throws IOException {
        HostTool.requireRoot();
        Path directory = Files.createTempDirectory("yagura-mount");
        HostTool.run("mount", "-o", "loop," + options, image, directory);
        return new KernelMount(directory);
    }

    /** Returns where it is mounted. */
    public Path directory() {
        return directory;
    }

    /** Fills it with files of all kinds. */
    public void fill() throws IOException {
        python("fill.py", directory);
    }

    /** Returns what the kernel says of every file, in the form of {@link TreeText}. */
    public List<String> files() throws IOException {
        return python("tree.py", directory).lines().toList();
    }

    @Override
    public void close() throws IOException {
        HostTool.run("umount", directory);
        Files.delete(directory);
    }

    /** Runs one of the scripts beside this class. */
    public static String python(String script, Object argument) throws IOException {
        Path file = Files.createTempFile("yagura-script", ".py");
        try (InputStream in = KernelMount.class.getResourceAsStream(script)) {
            Files.write(file, in.readAllBytes());
            return HostTool.run("python3", file, argument);
        } finally {
            Files.delete(file);
        }
    }
}
