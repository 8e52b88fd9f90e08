package dev.yagura.cli;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.Progress;
import dev.yagura.detect.originals.KernelFiles;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.Watch.SourceKind;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that gives a trusted copy of what the VM's kernel was loaded from. */
final class KernelImageOption {
    @Option(
            names = "--kernel-image",
            paramLabel = "FILE|DIR",
            description =
                    "compare the kernel in memory with this vmlinuz or vmlinux, or it and its modules"
                            + " with those of a folder laid out as the VM's root; else with those"
                            + " on the VM's disk")
    private @Nullable Path image;

    /** Gives the kernel to whoever watches, if there is one. */
    void give(Connection connection, boolean live, Progress progress) throws IOException {
        Path given = image;
        if (given == null) {
            return;
        }
        progress.step("reading the kernel's files");
        if (!Files.isDirectory(given)) {
            give(connection, SourceKind.KERNEL_IMAGE, given);
            return;
        }
        String release = rows(connection, "kernel", live).getFirst().text("release");
        give(connection, SourceKind.KERNEL_IMAGE, kernel(given, release));
        Set<String> loaded = new HashSet<>();
        rows(connection, "modules", live).forEach(row -> loaded.add(row.text("name")));
        for (Path module : modules(given, release)) {
            if (name(module).filter(loaded::remove).isPresent()) {
                give(connection, SourceKind.KERNEL_MODULE, module);
            }
        }
    }

    private static void give(Connection connection, SourceKind kind, Path file) throws IOException {
        connection.watch().provide(connection.guest(), kind, read(file));
    }

    private static List<Row> rows(Connection connection, String view, boolean live)
            throws IOException {
        ShowRequest request = new ShowRequest(view, OptionalInt.empty(), true, live);
        return connection.watch().show(connection.guest(), request).rows();
    }

    /** Returns all files of modules, or none where the folder has the kernel only. */
    private static List<Path> modules(Path folder, String release) throws IOException {
        Path modules = folder.resolve("lib/modules/" + release);
        if (!Files.isDirectory(modules)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(modules.toRealPath())) {
            return files.filter(file -> name(file).isPresent()).toList();
        }
    }

    private static Optional<String> name(Path module) {
        return KernelFiles.moduleName(module.getFileName().toString());
    }

    private static Path kernel(Path folder, String release) {
        for (String form : KernelFiles.PLACES) {
            Path file = folder.resolve(form.formatted(release));
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new UsageException(
                "--kernel-image %s: found no kernel %s, expected it at %s"
                        .formatted(
                                folder, release, KernelFiles.PLACES.getFirst().formatted(release)));
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(KernelFiles.MAX_FILE_BYTES);
            if (in.read() >= 0) {
                throw new IOException(
                        "%s: holds more than %d bytes, expected a kernel"
                                .formatted(file, KernelFiles.MAX_FILE_BYTES));
            }
            return bytes;
        }
    }
}
