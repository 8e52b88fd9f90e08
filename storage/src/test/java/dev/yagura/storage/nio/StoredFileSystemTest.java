package dev.yagura.storage.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.storage.file.FileType;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link java.nio.file.FileSystem} over a tree, and where it is hostile. */
class StoredFileSystemTest {
    private final MemoryTree tree =
            new MemoryTree("t")
                    .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                    .link("/etc/self", "../etc/../etc")
                    .link("/out", "../../../../etc/passwd")
                    .link("/gone", "nowhere")
                    .special("/pipe", FileType.FIFO);
    private final StoredFileSystem files = StoredFileSystem.of(tree);

    @Test
    void readsThroughLinksThatStayInside() throws IOException {
        assertThat(Files.readString(at("/out"))).isEqualTo("root:x:0:0::/root:/bin/sh\n");
        assertThat(at("/etc/self/passwd").toRealPath()).isEqualTo(at("/etc/passwd"));
        assertThat(Files.isSameFile(at("/out"), at("etc/passwd"))).isTrue();
        assertThat(Files.readSymbolicLink(at("/out"))).hasToString("../../../../etc/passwd");
        assertThat(Files.exists(at("/gone"))).isFalse();
        assertThat(Files.exists(at("/gone"), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThatThrownBy(() -> Files.readSymbolicLink(at("/etc")))
                .isInstanceOf(NotLinkException.class);
        assertThatThrownBy(() -> Files.readString(at("/gone")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.list(at("/etc/passwd")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.readString(at("/pipe")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is no regular file");
    }

    @Test
    void aWalkThatFollowsLinksIsToldOfLoops() throws IOException {
        try (Stream<Path> walk = Files.walk(at("/etc"), FileVisitOption.FOLLOW_LINKS)) {
            assertThatThrownBy(walk::toList).hasCauseInstanceOf(FileSystemLoopException.class);
        }
    }

    @Test
    void aChannelReadsFromAnywhere() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(at("/etc/passwd"))) {
            ByteBuffer four = ByteBuffer.allocate(4);
            assertThat(channel.read(four)).isEqualTo(4);
            assertThat(channel.position()).isEqualTo(4);
            assertThat(channel.position(channel.size() - 2).read(four.clear())).isEqualTo(2);
            assertThat(new String(four.array(), 0, 2, UTF_8)).isEqualTo("h\n");
            assertThat(channel.position(1L << 40).read(four.clear())).isEqualTo(-1);
            assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
            assertThatThrownBy(() -> channel.position(-1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> channel.write(four))
                    .isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> channel.truncate(0))
                    .isInstanceOf(NonWritableChannelException.class);
        }
    }

    @Test
    void nothingIsWritten(@TempDir Path folder) throws IOException {
        Path file = at("/etc/passwd");
        FileTime now = FileTime.fromMillis(0);
        List<ThrowingCallable> writes =
                List.of(
                        () -> Files.writeString(file, "x"),
                        () -> Files.newByteChannel(file, StandardOpenOption.APPEND),
                        () -> Files.createFile(at("/new")),
                        () -> Files.createDirectory(at("/new")),
                        () -> Files.createSymbolicLink(at("/new"), file),
                        () -> Files.delete(file),
                        () -> Files.move(file, at("/new")),
                        () -> Files.copy(file, at("/new")),
                        () -> Files.setLastModifiedTime(file, now),
                        () -> Files.setAttribute(file, "unix:mode", 0),
                        () ->
                                Files.setPosixFilePermissions(
                                        file, PosixFilePermissions.fromString("rwxrwxrwx")),
                        () ->
                                Files.getFileAttributeView(file, PosixFileAttributeView.class)
                                        .setTimes(now, now, now));
        for (ThrowingCallable write : writes) {
            assertThatThrownBy(write)
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(ReadOnlyFileSystemException.class),
                            e -> assertThat(e).isInstanceOf(UnsupportedOperationException.class));
        }
        assertThat(files.isReadOnly()).isTrue();
        assertThat(Files.isWritable(file)).isFalse();
        assertThatThrownBy(() -> files.provider().checkAccess(file, java.nio.file.AccessMode.WRITE))
                .isInstanceOf(AccessDeniedException.class);

        Path copy = folder.resolve("copy");
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        assertThat(copy).hasContent(Files.readString(file));
    }

    @Test
    void aClosedFileSystemReadsNothing() throws IOException {
        Path file = at("/etc/passwd");
        SeekableByteChannel channel = Files.newByteChannel(file);
        files.close();

        assertThat(files.isOpen()).isFalse();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> Files.readString(file))
                .isInstanceOf(ClosedFileSystemException.class);
        assertThatThrownBy(() -> Files.list(at("/"))).isInstanceOf(ClosedFileSystemException.class);
        assertThatThrownBy(() -> Files.size(file)).isInstanceOf(ClosedFileSystemException.class);
    }

    /** Names that are no text, that end a terminal's patience, and that this machine cannot say. */
    @Test
    void everyNameHasAPathOfItsOwn() throws IOException {
        byte[][] names = {
            {'a', (byte) 0xff},
            {'a', (byte) 0xfe},
            {(byte) 0xc3},
            {(byte) 0xc3, (byte) 0xa9},
            {(byte) 0xed, (byte) 0xb3, (byte) 0xbf}, // U+DCFF itself, which is no UTF-8
            {'\n', 27, '[', '2', 'J'},
            {'*'},
            {'\\'},
        };
        MemoryTree hostile = new MemoryTree("t");
        for (int i = 0; i < names.length; i++) {
            byte[] path = new byte[names[i].length + 1];
            path[0] = '/';
            System.arraycopy(names[i], 0, path, 1, names[i].length);
            hostile.file(path, ("file " + i).getBytes(UTF_8), file -> {});
        }
        StoredFileSystem system = StoredFileSystem.of(hostile);

        List<String> contents = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(system.getPath("/"))) {
            for (Path path : paths) {
                assertThat(path).isEqualTo(system.getPath(path.toString()));
                assertThat(path.getFileName()).isEqualTo(system.getPath("/").relativize(path));
                contents.add(Files.readString(path));
                // On this machine, such a name may be none.
                assertThat(system.getPathMatcher("glob:/*").matches(path)).isTrue();
            }
        }
        assertThat(contents).hasSize(names.length);
        assertThat(new HashSet<>(contents)).hasSize(names.length);
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(system.getPath("/"), "a?")) {
            assertThat(paths).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.java A.java true",
                "*.java a/A.java false",
                "**.java a/A.java true",
                "*.{java,class} A.class true",
                "*.{java,class} A.jar false",
                "a,b a,b true",
                "? a true",
                "? / false",
                "[a-c] b true",
                "[a-c] - false",
                "[!a-c] d true",
                "[!a-c] b false",
                "[!a] / false",
                "[-a] - true",
                "[a-] - true",
                "[!-] - false",
                "\\*.{a,b} *.b true",
                "\\* a false",
                "[\\\\] \\ true",
                "[&&^] & true",
                "x} x} true",
                ".* .hidden true",
                "{foo*,*[0-9]} bar7 true",
            })
    void globsMatchAsThoseOfThisMachine(String glob, String path, boolean matches) {
        boolean ours = matches("glob:" + glob, path);

        assertThat(ours).isEqualTo(matches);
        assertThat(
                        Path.of("")
                                .getFileSystem()
                                .getPathMatcher("glob:" + glob)
                                .matches(Path.of(path)))
                .as("this machine's")
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[!", "{a", "{a{b}}", "[a/b]", "\\"})
    void globsThatAreNoneAreRefused(String glob) {
        assertThatThrownBy(() -> files.getPathMatcher("glob:" + glob))
                .isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> Path.of("").getFileSystem().getPathMatcher("glob:" + glob))
                .isInstanceOf(PatternSyntaxException.class);
    }

    @Test
    void matchersHaveASyntax() {
        assertThat(matches("regex:/e.*", "/etc")).isTrue();
        assertThatThrownBy(() -> files.getPathMatcher("*.java"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.getPathMatcher("shell:*"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void pathsAreThoseOfLinux() {
        Path path = at("/a/b/../c");
        Path machine = Path.of("/a/b/../c");

        assertThat(path.normalize()).hasToString(machine.normalize().toString());
        assertThat(path.getName(1)).hasToString(machine.getName(1).toString());
        assertThat(path.subpath(1, 3)).hasToString(machine.subpath(1, 3).toString());
        assertThat(path.getParent()).hasToString("/a/b/..");
        assertThat(path.resolve("d/e")).hasToString("/a/b/../c/d/e");
        assertThat(path.resolve("/d")).hasToString("/d");
        assertThat(at("/a/b").relativize(at("/a/c/d"))).hasToString("../c/d");
        assertThat(at("//a///b/")).hasToString("/a/b");
        assertThat(at("/").getFileName()).isNull();
        assertThat(at("/").getParent()).isNull();
        assertThat(at("a").getParent()).isNull();
        assertThat(at("/../..").normalize()).hasToString("/");
        assertThat(path.startsWith(at("/a"))).isTrue();
        assertThat(path.startsWith(Path.of("/a"))).isFalse();
        assertThat(at("/a/b").endsWith(at("b"))).isTrue();
        assertThat(files.getPath("/a", "", "b")).hasToString("/a/b");
        assertThatThrownBy(() -> path.resolve(machine))
                .isInstanceOf(ProviderMismatchException.class);
        assertThatThrownBy(() -> at("/a").relativize(at("b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private boolean matches(String pattern, String path) {
        return files.getPathMatcher(pattern).matches(at(path));
    }

    private Path at(String path) {
        return files.getPath(path);
    }
}
