package dev.yagura.storage.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.disk.Filesystems;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Files} says of every file of an image, compared with what the kernel says. */
class StoredKernelTest {
    /** Words of a line that the kernel's answer starts with; extended attributes have no view. */
    private static final int WORDS = 12;

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({"mke2fs -q -F -t ext4,48M", "mkfs.xfs -q,300M"})
    void walkingGivesWhatTheKernelGives(String make, String size) throws IOException {
        Path image = directory.resolve("image");
        HostTool.run("truncate", "-s", size, image);
        HostTool.run(Stream.concat(Arrays.stream(make.split(" ")), Stream.of(image)).toArray());
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            mount.fill();
        }
        List<String> expected;
        try (KernelMount mount = KernelMount.of(image, "ro")) {
            expected = mount.files().stream().map(StoredKernelTest::withoutXattrs).toList();
        }

        try (MemoryDevice device = MemoryDevice.of(image);
                StoredFileSystem files =
                        StoredFileSystem.of(
                                Filesystems.open(device, ChecksumPolicy.REFUSE).orElseThrow());
                Stream<Path> walk = Files.walk(files.getPath("/"))) {
            assertThat(walk.map(StoredKernelTest::line))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(expected).hasSizeGreaterThan(100);
        }
    }

    private static String withoutXattrs(String line) {
        return Arrays.stream(line.split(" ")).limit(WORDS).collect(Collectors.joining(" "));
    }

    /** Returns a line in the form of {@code tree.py}. */
    private static String line(Path path) {
        try {
            PosixFileAttributes posix =
                    Files.readAttributes(
                            path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean sized = posix.isRegularFile() || posix.isSymbolicLink();
            int mode = Integer.parseInt(unix(path, "mode"));
            return String.join(
                    " ",
                    path.getNameCount() == 0 ? "-" : hex(path),
                    type(mode),
                    unix(path, "ino"),
                    Integer.toOctalString(mode & 07777),
                    posix.owner().getName() + ":" + posix.group().getName(),
                    sized ? String.valueOf(posix.size()) : "-1",
                    "links=" + unix(path, "nlink"),
                    "dev=" + unix(path, "rdev"),
                    "m=" + nanos(posix.lastModifiedTime()),
                    "c=" + nanos(FileTime.from(Instant.parse(unix(path, "ctime")))),
                    "a=" + nanos(posix.lastAccessTime()),
                    content(path, posix));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unix(Path path, String attribute) throws IOException {
        return String.valueOf(
                Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS));
    }

    private static String hex(Path path) {
        return HexFormat.of().formatHex(StoredPath.of(path).bytes());
    }

    private static String type(int mode) {
        return switch (mode >> 12) {
            case 1 -> "FIFO";
            case 2 -> "CHARACTER_DEVICE";
            case 4 -> "DIRECTORY";
            case 6 -> "BLOCK_DEVICE";
            case 8 -> "REGULAR";
            case 10 -> "SYMBOLIC_LINK";
            case 12 -> "SOCKET";
            default -> "mode " + mode;
        };
    }

    /** Times before 1678 or after 2262 are none of those that the kernel's filesystems have. */
    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    private static String content(Path path, PosixFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            return HexFormat.of()
                    .formatHex(NameText.name(Files.readSymbolicLink(path).toString()).bytes());
        }
        return attributes.isRegularFile() ? sha256(path) : "-";
    }

    private static String sha256(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[1 << 20];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                sha.update(piece, 0, count);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
