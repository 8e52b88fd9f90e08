package dev.yagura.storage.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.DeletedWhileOpen;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads images that {@code mkfs.btrfs} made and this machine's kernel filled, and compares. */
class BtrfsKernelTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-m single -d single -O ^no-holes | noatime",
                "-m dup -d dup --csum xxhash -n 65536 | noatime,compress-force=zlib",
                "--mixed -n 4096 --csum blake2 | noatime,compress-force=lzo",
                "--csum sha256 -n 32768 | noatime,max_inline=2048,compress-force=zstd",
            })
    void seesWhatTheKernelSees(String options, String mountOptions) throws IOException {
        Path image = make(options);
        try (KernelMount mount = KernelMount.of(image, "rw," + mountOptions)) {
            mount.fill();
            compressible(mount.directory());
        }

        assertEqual(image);
    }

    /** A snapshot has an empty directory where a subvolume was; a subvolume may be the root. */
    @Test
    void seesSubvolumesAndSnapshots() throws IOException {
        Path image = make("-m single");
        try (KernelMount mount = KernelMount.of(image, "rw,noatime")) {
            Path top = mount.directory();
            HostTool.run("btrfs", "subvolume", "create", top.resolve("first"));
            Files.writeString(top.resolve("first/file"), "of the first");
            HostTool.run("btrfs", "subvolume", "create", top.resolve("first/inner"));
            Files.writeString(top.resolve("first/inner/file"), "of the inner");
            HostTool.run(
                    "btrfs", "subvolume", "snapshot", top.resolve("first"), top.resolve("second"));
            HostTool.run("btrfs", "subvolume", "create", top.resolve("gone"));
            Files.writeString(top.resolve("first/file"), "changed since");
            HostTool.run("btrfs", "subvolume", "delete", top.resolve("gone"));
        }
        assertEqual(image);

        try (KernelMount mount = KernelMount.of(image, "rw,noatime")) {
            HostTool.run("btrfs", "subvolume", "set-default", mount.directory().resolve("first"));
        }
        assertEqual(image);
        assertThat(open(image).at(BtrfsFilesystem.TOP).root().entries()).hasSize(2);
    }

    @Test
    void readsReflinks() throws IOException {
        Path image = make("-m single");
        try (KernelMount mount = KernelMount.of(image, "rw,noatime,compress=zlib")) {
            Path top = mount.directory();
            compressible(top);
            HostTool.run("cp", "--reflink=always", top.resolve("text"), top.resolve("copy"));
            HostTool.run(
                    "xfs_io",
                    "-f",
                    "-c",
                    "reflink %s 65536 4096 135168".formatted(top.resolve("text")),
                    top.resolve("part"));
            HostTool.run("sync", "-f", top);
            HostTool.run("xfs_io", "-c", "pwrite -S 0x61 70000 9000", top.resolve("copy"));
        }

        assertEqual(image);
    }

    /** Files on several devices, of which each holds a part, or one is enough. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-m raid1 -d raid0 | 3 | 3",
                "-m raid1 -d raid1 | 2 | 1",
                "-m raid10 -d raid10 | 4 | 4"
            })
    void readsSeveralDevices(String options, int count, int given) throws IOException {
        List<Path> images = new ArrayList<>();
        List<Object> loops = new ArrayList<>();
        HostTool.requireRoot();
        try {
            for (int i = 0; i < count; i++) {
                Path image = directory.resolve("member" + i);
                HostTool.run("truncate", "-s", "140M", image);
                images.add(image);
                loops.add(HostTool.run("losetup", "--show", "-f", image).strip());
            }
            List<Object> command = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-f"));
            command.addAll(List.of(options.strip().split(" ", -1)));
            command.addAll(loops);
            HostTool.run(command.toArray());
            HostTool.run("btrfs", "device", "scan");
            Path top = Files.createDirectory(directory.resolve("top"));
            HostTool.run("mount", "-o", "noatime", loops.getFirst(), top);
            List<String> expected;
            try {
                compressible(top);
                HostTool.run("sync", "-f", top);
                expected = KernelMount.python("tree.py", top).lines().toList();
            } finally {
                HostTool.run("umount", top);
            }
            List<BlockDevice> devices = new ArrayList<>();
            for (Path image : images.reversed().subList(0, given)) {
                devices.add(MemoryDevice.of(image));
            }

            assertThat(TreeText.of(BtrfsFilesystem.open(devices, ChecksumPolicy.REFUSE)))
                    .containsExactlyElementsOf(expected);
        } finally {
            for (Object loop : loops) {
                HostTool.run("losetup", "-d", loop);
            }
        }
    }

    @Test
    void findsFilesThatWereDeletedWhileOpen() throws IOException {
        Path image = make("-m single");
        Path torn = directory.resolve("torn");
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            Path file = mount.directory().resolve("file");
            Files.writeString(file, "content of a deleted file");
            try (InputStream open = Files.newInputStream(file)) {
                Files.delete(file);
                HostTool.run("sync", "-f", mount.directory());
                HostTool.run("cp", "--sparse=always", image, torn);
                assertThat(open.read()).isEqualTo('c');
            }
        }

        assertThat(open(torn).orphans())
                .extracting(DeletedWhileOpen::text)
                .containsExactly("content of a deleted file");
    }

    /** What only {@code fsync} has written is in the log tree. */
    @Test
    void saysWhatIsNotInView() throws IOException {
        Path image = make("-m single");
        Path torn = directory.resolve("torn");
        try (KernelMount mount = KernelMount.of(image, "rw,commit=300")) {
            Files.writeString(mount.directory().resolve("old"), "committed");
            HostTool.run("sync", "-f", mount.directory());
            Files.writeString(mount.directory().resolve("new"), "logged");
            HostTool.run("sync", mount.directory().resolve("new"));
            HostTool.run("cp", "--sparse=always", image, torn);
        }
        BtrfsFilesystem filesystem = open(torn);

        assertThat(filesystem.root().entries())
                .extracting(e -> e.name().toString())
                .containsExactly("old");
        assertThat(filesystem.notes())
                .containsExactly(
                        "what was synchronised after the last transaction is in the log tree,"
                                + " which is not read: it is not in this view");
    }

    private static void compressible(Path top) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            text.append("line ").append(i).append(" of ").append(i * 7919L % 1000).append('\n');
        }
        Files.writeString(top.resolve("text"), text);
        Files.writeString(top.resolve("short"), text.substring(0, 1500));
        HostTool.run("sync", "-f", top);
    }

    private void assertEqual(Path image) throws IOException {
        List<String> expected;
        try (KernelMount mount = KernelMount.of(image, "ro")) {
            expected = mount.files();
        }
        assertThat(comparable(TreeText.of(open(image))))
                .containsExactlyElementsOf(comparable(expected));
        assertThat(expected).hasSizeGreaterThan(3);
    }

    /** The kernel makes up the times of an empty directory that stands for a subvolume. */
    private static List<String> comparable(List<String> lines) {
        return lines.stream()
                .map(line ->
                        line.contains(" DIRECTORY 2 ")
                                ? line.replaceAll("m=\\d+ c=\\d+", "")
                                : line)
                .toList();
    }

    private Path make(String options) throws IOException {
        Path image = directory.resolve("image");
        HostTool.run("truncate", "-s", "256M", image);
        List<Object> command = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-L", "house"));
        command.addAll(List.of(options.strip().split(" ", -1)));
        command.add(image);
        HostTool.run(command.toArray());
        return image;
    }

    private static BtrfsFilesystem open(Path image) throws IOException {
        return BtrfsFilesystem.open(MemoryDevice.of(image), ChecksumPolicy.REFUSE);
    }
}
