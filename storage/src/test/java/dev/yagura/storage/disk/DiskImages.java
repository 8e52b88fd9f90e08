package dev.yagura.storage.disk;

import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes images with files, without mounting them. */
final class DiskImages {
    private static final String SIZE = "8M";

    private final Path directory;

    DiskImages(Path directory) {
        this.directory = directory;
    }

    /** Makes an ext4 filesystem that holds these files. */
    Path ext4(String name, Map<String, String> files, Object... options) throws IOException {
        return ext4(name, SIZE, files, options);
    }

    /** Makes one of another size, as mke2fs writes it. */
    Path ext4(String name, String size, Map<String, String> files, Object... options)
            throws IOException {
        Path tree = Files.createDirectory(directory.resolve(name + ".d"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = tree.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            if (file.getKey().endsWith("/.")) {
                Files.createDirectories(path.getParent());
            } else if (file.getValue().startsWith("-> ")) {
                Files.createSymbolicLink(path, Path.of(file.getValue().substring(3)));
            } else {
                Files.writeString(path, file.getValue());
            }
        }
        Path image = directory.resolve(name + ".img");
        List<Object> command =
                new ArrayList<>(List.of("mke2fs", "-q", "-F", "-t", "ext4", "-d", tree));
        command.addAll(List.of(options));
        command.addAll(List.of(image, size));
        HostTool.run(command.toArray());
        return image;
    }

    /** Makes an image of zeros. */
    Path zeros(String name, long sizeBytes) throws IOException {
        Path image = directory.resolve(name + ".img");
        HostTool.run("truncate", "-s", String.valueOf(sizeBytes), image);
        return image;
    }
}
