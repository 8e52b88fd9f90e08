package dev.yagura.sandbox.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.AlteredTree;
import dev.yagura.storage.fixture.AlteredTree.Alteration;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import dev.yagura.storage.fixture.SampleTree;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the programs of this machine see of a tree that is mounted. */
class FuseMountTest {
    private static final FuseMount.Options OWNER = FuseMount.Options.forOwner("yagura:test");

    /** What a kernel makes up says that it is empty. */
    private static final Alteration EMPTY =
            new Alteration() {
                @Override
                public FileAttributes attributes(StoredFile file) {
                    return file.attributes().withSize(0);
                }
            };

    /** Fails each time a file is read. */
    private static Alteration failing(Callable<Integer> reading) {
        return new Alteration() {
            @Override
            public int read(StoredFile file, long offset, MemorySegment destination)
                    throws IOException {
                try {
                    return reading.call();
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        };
    }

    @TempDir private Path folder;

    @BeforeAll
    static void requireRoot() throws IOException {
        HostTool.requireRoot();
    }

    @Test
    void programsSeeTheTreeAsItIs() throws IOException {
        MemoryTree tree = SampleTree.make();
        try (FuseMount mount = FuseMount.mount(tree, folder, OWNER)) {
            String seen = KernelMount.python("tree.py", folder);

            assertThat(seen.lines()).containsExactlyElementsOf(TreeText.of(tree));
            assertThat(mount.losses().count()).isZero();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void nothingCanBeWrittenRunOrOpenedThatIsNoFile() throws IOException {
        try (FuseMount _ = FuseMount.mount(SampleTree.make(), folder, OWNER)) {
            assertThatThrownBy(() -> Files.writeString(folder.resolve("new"), "x"))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Read-only file system");
            assertThatThrownBy(() -> Files.delete(folder.resolve("old")))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Read-only file system");
            assertThatThrownBy(
                            () -> new ProcessBuilder(folder.resolve("bin/su").toString()).start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Permission denied");
            assertThatThrownBy(() -> Files.readString(folder.resolve("dev/null")))
                    .isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void whatCannotBeReadIsAnErrorAndIsCounted() throws IOException {
        MemoryTree tree =
                new MemoryTree("damaged")
                        .file("/etc/shadow", "x", MemoryFile::damaged)
                        .file("/etc/passwd", "whole")
                        .directory("/var", MemoryFile::damaged);
        try (FuseMount mount = FuseMount.mount(tree, folder, OWNER)) {
            assertThatThrownBy(() -> Files.readString(folder.resolve("etc/shadow")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Input/output error");
            assertThat(folder.resolve("var").toFile().list()).as("no names").isNull();
            assertThat(Files.readString(folder.resolve("etc/passwd"))).isEqualTo("whole");

            assertThat(mount.losses().count()).isGreaterThanOrEqualTo(2);
            assertThat(mount.losses().told())
                    .anySatisfy(line -> assertThat(line).startsWith("/etc/shadow: inode"))
                    .anySatisfy(line -> assertThat(line).startsWith("/var: inode"));
        }
    }

    /** As those of the kernel in {@code /proc}: {@code stat(2)} says 0 bytes. */
    @Test
    void filesThatSayTheyAreEmptyAreReadToTheirEnd() throws IOException {
        String text = "a line\n".repeat(20_000);
        MemoryTree tree = new MemoryTree("proc").file("/net/tcp", text);
        try (FuseMount _ = FuseMount.mount(new AlteredTree(tree, EMPTY), folder, OWNER)) {
            Path file = folder.resolve("net/tcp");

            assertThat(Files.size(file)).isZero();
            try (var in = Files.newInputStream(file)) {
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(text);
            }
        }
    }

    @Test
    void aDirectoryIsReadInPieces() throws IOException {
        try (FuseMount mount = FuseMount.mount(SampleTree.many(), folder, OWNER)) {
            assertThat(folder.resolve("many").toFile().list()).hasSize(SampleTree.MANY);
            assertThat(mount.losses().count()).isZero();
        }
    }

    /** The programs would wait for an answer for ever, and nobody learn why. */
    @Test
    void aBugIsAnErrorOfOneFileAndIsTold() throws IOException {
        assertThat(
                        toldOf(
                                failing(() -> {
                                    throw new IllegalStateException("a bug of the test");
                                })))
                .isEqualTo("a bug: java.lang.IllegalStateException: a bug of the test");
        assertThat(
                        toldOf(
                                failing(() -> {
                                    throw new NoClassDefFoundError("an error of the test");
                                })))
                .isEqualTo("a bug: java.lang.NoClassDefFoundError: an error of the test");
    }

    /** A server of files has no more words for what is damaged. */
    @Test
    void anErrorThatCameAsANumberIsTold() throws IOException {
        assertThat(
                        toldOf(
                                failing(() -> {
                                    throw new ErrnoException(Errno.EIO, "the server says EIO");
                                })))
                .isEqualTo("the server says EIO");
    }

    /** Reads a file more often than there are threads, and another; returns what is told of it. */
    private String toldOf(Alteration alteration) throws IOException {
        AlteredTree tree = new AlteredTree(SampleTree.make(), alteration);
        try (FuseMount mount = FuseMount.mount(tree, folder, OWNER)) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> Files.readString(folder.resolve("etc/passwd")))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("Input/output error");
            }
            assertThat(Files.readSymbolicLink(folder.resolve("bin/sh"))).hasToString("dash");

            assertThat(mount.losses().count()).isGreaterThanOrEqualTo(10);
            assertThat(mount.losses().told())
                    .singleElement()
                    .asString()
                    .startsWith("/etc/passwd: ");
            return mount.losses().told().getFirst().substring("/etc/passwd: ".length());
        }
    }

    @Test
    void aFileThatIsOpenCanBeReadAfterTheMountIsOutOfSight() throws IOException {
        try (FuseMount _ = FuseMount.mount(SampleTree.make(), folder, OWNER);
                var in = Files.newInputStream(folder.resolve("etc/passwd"))) {
            HostTool.run("umount", "-l", folder);

            assertThat(folder).isEmptyDirectory();
            assertThat(new String(in.readAllBytes(), UTF_8)).startsWith("root:");
        }
    }

    @Test
    void endsWhenSomebodyUnmountsIt() throws IOException, InterruptedException {
        try (FuseMount mount = FuseMount.mount(SampleTree.make(), folder, OWNER)) {
            HostTool.run("umount", folder);

            mount.awaitEnd();
        }
    }

    @Test
    void aDirectoryThatIsNoneIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> FuseMount.mount(SampleTree.make(), file, OWNER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no directory");
    }
}
