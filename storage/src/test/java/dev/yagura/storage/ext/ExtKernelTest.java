package dev.yagura.storage.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.DeletedWhileOpen;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads images that {@code mke2fs} made and this machine's kernel filled, and compares. */
class ExtKernelTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext2 -b 1024",
                "-t ext2 -b 4096 -r 0 -O none",
                "-t ext3 -b 1024",
                "-t ext3 -b 2048 -I 128",
                "-t ext4 -b 4096",
                "-t ext4 -b 1024 -O ^resize_inode,meta_bg -g 1024",
                "-t ext4 -b 1024 -O ^64bit,^metadata_csum,uninit_bg -I 128",
                "-t ext4 -b 4096 -O ^metadata_csum,64bit,^flex_bg",
                "-t ext4 -b 4096 -O bigalloc -C 16384",
                "-t ext4 -b 1024 -O bigalloc,^resize_inode,meta_bg -C 8192",
                "-t ext4 -b 4096 -O inline_data -I 512",
                "-t ext4 -b 1024 -O inline_data,ea_inode",
                "-t ext4 -b 4096 -O ea_inode,metadata_csum_seed,large_dir",
                "-t ext4 -b 4096 -O orphan_file,fast_commit,mmp,sparse_super2,encrypt",
            })
    void seesWhatTheKernelSees(String options) throws IOException {
        Path image = make(options, "48M");
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            mount.fill();
        }

        assertEqual(image, image);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext3 -b 1024",
                "-t ext4 -b 4096 -J size=4",
                "-t ext4 -b 1024 -O 64bit,^metadata_csum -J size=4",
                "-t ext4 -b 1024 -O ^64bit,orphan_file -J size=2",
            })
    void replaysWhatIsOnlyInTheJournal(String options) throws IOException {
        Path image = make(options, "48M");
        Path torn = directory.resolve("torn");
        Path kernels = directory.resolve("kernels");
        // Data go through the journal too, so that copies that look like the journal's own
        // structures are escaped; what is synchronised is committed, but not yet in place.
        try (KernelMount mount = KernelMount.of(image, "rw,data=journal,commit=300")) {
            mount.fill();
            Path files = mount.directory();
            Files.write(files.resolve("magic"), HexFormat.of().parseHex("c03b3998".repeat(4096)));
            Files.delete(files.resolve("pieces"));
            HostTool.run("sync", "-f", files);
            Files.writeString(files.resolve("committed"), "committed");
            Files.move(files.resolve("some"), files.resolve("few/moved"));
            HostTool.run("sync", "-f", files);
            Files.writeString(files.resolve("lost"), "lost, as it is not committed");
            HostTool.run("cp", "--sparse=always", image, torn);
        }
        Files.copy(torn, kernels);
        KernelMount.of(kernels, "rw").close(); // replays

        try (MemoryDevice device = MemoryDevice.of(torn)) {
            assertThat(ExtFilesystem.open(device, ChecksumPolicy.REFUSE).notes())
                    .hasSize(1)
                    .first(STRING)
                    .matches("the journal was replayed in memory: [1-9].* transactions, [1-9].*");
        }
        assertEqual(torn, kernels);
    }

    private static void assertEqual(Path image, Path kernelImage) throws IOException {
        try (MemoryDevice device = MemoryDevice.of(image)) {
            TreeText.assertAsKernel(
                    ExtFilesystem.open(device, ChecksumPolicy.REFUSE), kernelImage, "ro");
        }
    }

    /** A file is unlinked while it is open; the image is copied before the kernel cleans up. */
    @ParameterizedTest
    @ValueSource(strings = {"-t ext4 -O ^orphan_file", "-t ext4 -O orphan_file"})
    void findsFilesThatWereDeletedWhileOpen(String options) throws IOException {
        Path image = make(options, "16M");
        Path torn = directory.resolve("torn");
        DeletedWhileOpen.make(image, torn);

        try (MemoryDevice device = MemoryDevice.of(torn)) {
            ExtFilesystem filesystem = ExtFilesystem.open(device, ChecksumPolicy.REFUSE);
            DeletedWhileOpen.assertFound(filesystem.orphans());
        }
    }

    /** What {@code debugfs} calls deleted, and the times that only it and this reader show. */
    @Test
    void findsDeletedInodesAsDebugfsDoes() throws IOException {
        Path image = make("-t ext4", "16M");
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            for (int i = 0; i < 20; i++) {
                Files.writeString(mount.directory().resolve("file" + i), "x".repeat(i * 100));
            }
            HostTool.run("sync", "-f", mount.directory());
            for (int i = 0; i < 20; i += 2) {
                Files.delete(mount.directory().resolve("file" + i));
            }
        }

        try (MemoryDevice device = MemoryDevice.of(image)) {
            ExtFilesystem filesystem = ExtFilesystem.open(device, ChecksumPolicy.REFUSE);
            List<Long> deleted = new ArrayList<>();
            filesystem.deleted(file -> deleted.add(file.attributes().inode()));

            assertThat(deleted).hasSize(10);
            for (long inode : deleted) {
                String stat = HostTool.run("debugfs", "-R", "stat <%d>".formatted(inode), image);
                assertThat(stat).contains("Links: 0").contains("dtime: 0x");
                long created =
                        filesystem
                                .inode(inode)
                                .attributes()
                                .created()
                                .orElseThrow()
                                .getEpochSecond();
                assertThat(stat).contains("crtime: 0x%08x".formatted(created));
            }
        }
    }

    private Path make(String options, String size) throws IOException {
        Path image = directory.resolve("image");
        HostTool.run("truncate", "-s", size, image);
        List<Object> command = new ArrayList<>(List.of("mke2fs", "-q", "-F"));
        command.addAll(List.of(options.split(" ", -1)));
        command.add(image);
        HostTool.run(command.toArray());
        return image;
    }
}
