package dev.yagura.sandbox.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.storage.file.FileType;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the programs of this machine see of a tree that is mounted. */
class FuseMountTest {
    private static final FuseMount.Options OWNER = FuseMount.Options.forOwner("yagura:test");

    @TempDir private Path folder;

    @BeforeAll
    static void requireRoot() throws IOException {
        HostTool.requireRoot();
    }

    private static MemoryTree tree() {
        byte[] big = new byte[3_000_000];
        new Random(9).nextBytes(big);
        MemoryTree tree =
                new MemoryTree("made up")
                        .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                        .file(
                                "/bin/su",
                                big,
                                su ->
                                        su.permissions(04755)
                                                .owner(70_000, -2)
                                                .extendedAttribute("user.one", "\0\1\2\3")
                                                .extendedAttribute("user.empty", ""))
                        .file("/etc/line\nbreak \\ ", "x")
                        .file(
                                new byte[] {'/', (byte) 0xFF, (byte) 0xFE, 1},
                                new byte[] {1},
                                file -> {})
                        .file(
                                "/old",
                                "x",
                                file -> file.times(Instant.parse("1901-12-13T20:45:52.7Z")))
                        .link("/bin/sh", "dash")
                        .link("/loop", "/loop")
                        .hardLink("/bin/su2", "/bin/su")
                        .device("/dev/null", FileType.CHARACTER_DEVICE, 1, 3)
                        .device("/dev/sdq1", FileType.BLOCK_DEVICE, 65, 0x12345)
                        .special("/run/socket", FileType.SOCKET)
                        .special("/run/fifo", FileType.FIFO)
                        .directory("/empty");
        for (int i = 0; i < 300; i++) {
            tree.file("/many/file number " + i, "content " + i);
        }
        return tree;
    }

    @Test
    void programsSeeTheTreeAsItIs() throws IOException {
        MemoryTree tree = tree();
        try (FuseMount mount = FuseMount.mount(tree, folder, OWNER)) {
            String seen = KernelMount.python("tree.py", folder);

            assertThat(seen.lines()).containsExactlyElementsOf(TreeText.of(tree));
            assertThat(mount.losses().count()).isZero();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void nothingCanBeWrittenRunOrOpenedThatIsNoFile() throws IOException {
        try (FuseMount _ = FuseMount.mount(tree(), folder, OWNER)) {
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
        try (FuseMount _ = FuseMount.mount(new SizelessTree(tree), folder, OWNER)) {
            Path file = folder.resolve("net/tcp");

            assertThat(Files.size(file)).isZero();
            try (var in = Files.newInputStream(file)) {
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(text);
            }
        }
    }

    @Test
    void aFileThatIsOpenCanBeReadAfterTheMountIsOutOfSight() throws IOException {
        try (FuseMount _ = FuseMount.mount(tree(), folder, OWNER);
                var in = Files.newInputStream(folder.resolve("etc/passwd"))) {
            HostTool.run("umount", "-l", folder);

            assertThat(folder).isEmptyDirectory();
            assertThat(new String(in.readAllBytes(), UTF_8)).startsWith("root:");
        }
    }

    @Test
    void endsWhenSomebodyUnmountsIt() throws IOException, InterruptedException {
        try (FuseMount mount = FuseMount.mount(tree(), folder, OWNER)) {
            HostTool.run("umount", folder);

            mount.awaitEnd();
        }
    }

    @Test
    void aDirectoryThatIsNoneIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> FuseMount.mount(tree(), file, OWNER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no directory");
    }
}
