package dev.yagura.storage.xfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads images that {@code mkfs.xfs} made and this machine's kernel filled, and compares. */
class XfsKernelTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-b size=4096",
                "-b size=1024 -m bigtime=0,inobtcount=0",
                "-b size=1024 -n size=8192 -m rmapbt=1",
                "-b size=4096 -n size=65536 -i size=2048,sparse=0 -m finobt=0,reflink=0,inobtcount=0",
                "-b size=4096 -i nrext64=1,size=1024 -s size=4096 -m rmapbt=1",
            })
    void seesWhatTheKernelSees(String options) throws IOException {
        Path image = make(options);
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            mount.fill();
        }

        assertEqual(image, image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-b size=4096", "-b size=1024 -n size=4096 -m rmapbt=1"})
    void replaysWhatIsOnlyInTheLog(String options) throws IOException {
        Path image = make(options);
        Path torn = directory.resolve("torn");
        Path kernels = directory.resolve("kernels");
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            mount.fill();
            Path files = mount.directory();
            Files.delete(files.resolve("pieces"));
            Files.move(files.resolve("some"), files.resolve("few/moved"));
            HostTool.run("sync", "-f", files);
            Files.writeString(files.resolve("lost"), "lost, as it is not committed");
            HostTool.run("xfs_io", "-x", "-c", "shutdown", files);
            HostTool.run("cp", "--sparse=always", image, torn);
        }
        Files.copy(torn, kernels);
        KernelMount.of(kernels, "rw").close(); // replays

        try (MemoryDevice device = MemoryDevice.of(torn)) {
            assertThat(XfsFilesystem.open(device, ChecksumPolicy.REFUSE).notes())
                    .hasSize(1)
                    .first(STRING)
                    .matches("the log was replayed in memory: [1-9].* transactions, [1-9].*");
        }
        assertEqual(torn, kernels);
    }

    private void assertEqual(Path image, Path kernelImage) throws IOException {
        List<String> expected;
        try (KernelMount mount = KernelMount.of(kernelImage, "ro,norecovery")) {
            expected = mount.files();
        }
        try (MemoryDevice device = MemoryDevice.of(image)) {
            XfsFilesystem filesystem = XfsFilesystem.open(device, ChecksumPolicy.REFUSE);

            assertThat(TreeText.of(filesystem)).containsExactlyElementsOf(expected);
            assertThat(expected).hasSizeGreaterThan(10);
        }
    }

    private Path make(String options) throws IOException {
        Path image = directory.resolve("image");
        HostTool.run("truncate", "-s", "300M", image);
        List<Object> command = new ArrayList<>(List.of("mkfs.xfs", "-q", "-f"));
        command.addAll(List.of(options.split(" ", -1)));
        command.add(image);
        HostTool.run(command.toArray());
        return image;
    }
}
