package dev.yagura.storage.xfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.DeletedWhileOpen;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
            List<String> notes = XfsFilesystem.open(device, ChecksumPolicy.REFUSE).notes();
            assertThat(notes)
                    .first(STRING)
                    .matches("the log was replayed in memory: [1-9].* transactions, [1-9].*");
            // the kernel frees a deleted file's blocks later, so the shutdown may cut that in two
            assertThat(notes.subList(1, notes.size()))
                    .allMatch(note -> note.startsWith("the log has unfinished changes"));
        }
        assertEqual(torn, kernels);
    }

    /** Small blocks make trees high; the copy is taken while the kernel has the volume mounted. */
    @Test
    void seesEveryFormOnAVolumeInUse() throws IOException {
        Path image = SmallXfs.make(directory.resolve("image"));
        Path copy = directory.resolve("copy");
        Path kernels = directory.resolve("kernels");
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            SmallXfs.fill(mount);
            Path files = mount.directory();
            HostTool.run("cp", "--reflink=always", files.resolve("pieces"), files.resolve("same"));
            Files.writeString(files.resolve("same"), "changed", StandardOpenOption.WRITE);
            HostTool.run("truncate", "-s", "100M", files.resolve("same"));
            Path many = Files.createDirectory(files.resolve("many"));
            for (int i = 0; i < 4500; i++) {
                Files.createFile(many.resolve("n" + i));
            }
            HostTool.run("sync", "-f", files);
            HostTool.run("cp", "--sparse=always", image, copy);
        }
        Files.copy(copy, kernels);
        KernelMount.of(kernels, "rw").close(); // replays

        assertEqual(copy, kernels);
        try (MemoryDevice device = MemoryDevice.of(copy)) {
            XfsFilesystem filesystem = XfsFilesystem.open(device, ChecksumPolicy.REFUSE);
            assertThat(filesystem.notes()).hasSize(1);
            StoredFile root = filesystem.root();
            for (StoredFile.Entry entry : root.entries()) {
                assertThat(filesystem.inode(entry.inode()).attributes().inode())
                        .isEqualTo(entry.inode());
            }
            long unused = root.attributes().inode() - 1;
            assertThatThrownBy(() -> filesystem.inode(unused))
                    .hasMessageContaining("expected one in use");
        }
    }

    /** Files are unlinked while open; the image is copied before the kernel frees them. */
    @Test
    void findsFilesThatWereDeletedWhileOpen() throws IOException {
        Path image = SmallXfs.make(directory.resolve("image"));
        Path torn = directory.resolve("torn");
        DeletedWhileOpen.make(image, torn);

        try (MemoryDevice device = MemoryDevice.of(torn)) {
            XfsFilesystem filesystem = XfsFilesystem.open(device, ChecksumPolicy.REFUSE);
            DeletedWhileOpen.assertFound(filesystem.orphans());
        }
    }

    @Test
    void findsTheContentOfDeletedFiles() throws IOException {
        Path image = SmallXfs.make(directory.resolve("image"));
        Map<Long, String> deleted = new HashMap<>();
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            for (int i = 0; i < 20; i++) {
                Files.writeString(mount.directory().resolve("file" + i), "content " + i);
            }
            HostTool.run("sync", "-f", mount.directory());
        }
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            for (int i = 0; i < 20; i += 2) {
                Path file = mount.directory().resolve("file" + i);
                deleted.put((Long) Files.getAttribute(file, "unix:ino"), "content " + i);
                Files.delete(file);
            }
        }

        try (MemoryDevice device = MemoryDevice.of(image)) {
            Map<Long, String> found = new HashMap<>();
            XfsFilesystem.open(device, ChecksumPolicy.REFUSE)
                    .deleted(file -> {
                        assertThat(file.attributes().sizeBytes()).isEqualTo(1024);
                        assertThat(file.attributes().links()).isZero();
                        found.put(
                                file.attributes().inode(),
                                DeletedWhileOpen.text(file).replace("\0", ""));
                        return true;
                    });

            assertThat(found).isEqualTo(deleted);
        }
    }

    private static void assertEqual(Path image, Path kernelImage) throws IOException {
        try (MemoryDevice device = MemoryDevice.of(image)) {
            TreeText.assertAsKernel(
                    XfsFilesystem.open(device, ChecksumPolicy.REFUSE),
                    kernelImage,
                    "ro,norecovery");
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
