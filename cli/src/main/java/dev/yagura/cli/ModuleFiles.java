package dev.yagura.cli;

import dev.yagura.enclave.watch.ModuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads objects of detectors in C, which travel with a request. */
final class ModuleFiles {
    /** What a loader takes at most. */
    private static final int MAX_BYTES = 32 << 20;

    private ModuleFiles() {}

    /** Reads objects, whose parameters have no values. */
    static List<ModuleFile> read(List<Path> objects) throws IOException {
        List<ModuleFile> modules = new ArrayList<>();
        for (Path object : objects) {
            modules.add(read(object, Map.of()));
        }
        return modules;
    }

    /**
     * Reads an object.
     *
     * @throws UsageException if it is too long for one
     */
    static ModuleFile read(Path object, Map<String, String> parameters) throws IOException {
        try (InputStream in = Files.newInputStream(object)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UsageException(
                        "%s: has more than %d bytes, expected a detector"
                                .formatted(object, MAX_BYTES));
            }
            return ModuleFile.of(object.toString(), bytes, parameters);
        }
    }
}
