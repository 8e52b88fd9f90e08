package dev.yagura.storage.xfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/**
 * A volume of 16 MiB, where mkfs.xfs makes none below 300 MiB unless it is told that it is tested.
 */
final class SmallXfs {
    private SmallXfs() {}

    /** Makes an empty volume. */
    static Path make(Path image) throws IOException {
        HostTool.run("mkfs.xfs", "-V"); // fails or skips if it is missing, as env would not
        HostTool.run("truncate", "-s", "16M", image);
        HostTool.run(
                "env",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "TEST_DIR=1",
                "TEST_DEV=1",
                "QA_CHECK_FS=1",
                "mkfs.xfs",
                "-q",
                "-f",
                "-b",
                "size=1024",
                "-d",
                "agcount=1",
                image);
        return image;
    }

    /** Makes directories, forks and extended attributes of every form. */
    static void fill(KernelMount mount) throws IOException {
        Path root = mount.directory();
        Files.writeString(root.resolve("file"), "content of a file\n".repeat(100));
        directory(root.resolve("short"), 3);
        directory(root.resolve("block"), 12);
        directory(root.resolve("leaf"), 40);
        directory(root.resolve("node"), 150);
        Files.createSymbolicLink(root.resolve("near"), Path.of("x".repeat(40)));
        Files.createSymbolicLink(root.resolve("far"), Path.of("x".repeat(1000)));
        try (RandomAccessFile pieces =
                new RandomAccessFile(root.resolve("pieces").toFile(), "rw")) {
            for (int i = 0; i < 200; i++) {
                pieces.seek(i * 4096L);
                pieces.write(i);
            }
        }
        attributes(root.resolve("file"), 1, 10);
        attributes(root.resolve("leaf"), 10, 30);
        attributes(root.resolve("node"), 100, 30);
        attributes(root.resolve("block"), 2, 5000);
    }

    private static void directory(Path directory, int names) throws IOException {
        Files.createDirectory(directory);
        for (int i = 0; i < names; i++) {
            Files.createFile(directory.resolve("a-name-that-is-rather-long-" + i));
        }
    }

    private static void attributes(Path file, int count, int length) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        for (int i = 0; i < count; i++) {
            view.write("attribute-" + i, ByteBuffer.wrap("v".repeat(length).getBytes(US_ASCII)));
        }
    }
}
