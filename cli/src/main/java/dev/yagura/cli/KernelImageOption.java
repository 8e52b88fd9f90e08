package dev.yagura.cli;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.Progress;
import dev.yagura.detect.originals.KernelFiles;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.Watch.SourceKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that gives a trusted copy of what the VM's kernel was loaded from. */
final class KernelImageOption {
    private static final List<String> KERNELS =
            List.of("boot/vmlinuz-%s", "lib/modules/%s/vmlinuz", "usr/lib/modules/%s/vmlinuz");

    @Option(
            names = "--kernel-image",
            paramLabel = "FILE|DIR",
            description =
                    "compare the kernel in memory with this vmlinuz or vmlinux, or with that of a"
                            + " folder laid out as the VM's root; else with that on the VM's disk")
    private @Nullable Path image;

    /** Gives the kernel to whoever watches, if there is one. */
    void give(Connection connection, boolean live, Progress progress) throws IOException {
        Path given = image;
        if (given == null) {
            return;
        }
        progress.step("reading the kernel's files");
        Path file = Files.isDirectory(given) ? kernel(given, release(connection, live)) : given;
        connection.watch().provide(connection.guest(), SourceKind.KERNEL_IMAGE, read(file));
    }

    private static String release(Connection connection, boolean live) throws IOException {
        return connection
                .watch()
                .show(
                        connection.guest(),
                        new ShowRequest("kernel", OptionalInt.empty(), true, live))
                .rows()
                .getFirst()
                .text("release");
    }

    private static Path kernel(Path folder, String release) {
        for (String form : KERNELS) {
            Path file = folder.resolve(form.formatted(release));
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new UsageException(
                "--kernel-image %s: found no kernel %s, expected it at %s"
                        .formatted(folder, release, KERNELS.getFirst().formatted(release)));
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
