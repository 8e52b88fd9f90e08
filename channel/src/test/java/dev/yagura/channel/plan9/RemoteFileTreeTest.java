package dev.yagura.channel.plan9;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.MemoryTree;
import dev.yagura.storage.fixture.SampleTree;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and client of this package against each other; others' are in the tests beside. */
class RemoteFileTreeTest {
    private final MemoryTree tree = SampleTree.damaged();

    @TempDir private Path folder;
    private Plan9Server server;
    private RemoteFileTree remote;

    @BeforeEach
    void serve() throws IOException {
        server = start(FileExports.of(tree));
        remote = RemoteFileTree.connect(server.endpoint(), Optional.empty(), "");
    }

    private Plan9Server start(FileExports exports) throws IOException {
        Endpoint socket = new Endpoint.Unix(Files.createTempDirectory(folder, "").resolve("9p"));
        return Plan9Server.start(socket, Optional.empty(), exports, Plan9Limits.DEFAULT, _ -> {});
    }

    @AfterEach
    void close() throws IOException {
        remote.close();
        server.close();
    }

    @Test
    void hasTheFilesOfTheTree() throws IOException {
        tree.remove("/damaged");

        assertThat(TreeText.of(remote)).containsExactlyElementsOf(TreeText.of(tree));
    }

    @Test
    void readsFilesOnceMoreThatItHasLetGoOf() throws IOException {
        try (Plan9Server other = start(FileExports.of(SampleTree.many()));
                RemoteFileTree many =
                        RemoteFileTree.connect(other.endpoint(), Optional.empty(), "")) {
            StoredFile directory = many.root().find(FileName.of("many")).orElseThrow();
            List<StoredFile> files = new ArrayList<>();
            for (StoredFile.Entry entry : directory.entries()) {
                files.add(directory.open(entry));
            }

            assertThat(files).hasSize(SampleTree.MANY);
            for (int i = 0; i < files.size(); i += 50) {
                assertThat(text(files.get(i))).isEqualTo("content " + i);
            }
        }
        assertThat(text(find("/deep" + "/d".repeat(40) + "/file"))).isEqualTo("found");
    }

    /** Who goes through a filesystem would wait for the server at each file. */
    @Test
    void filesOfAListedDirectoryAreKnown() throws IOException {
        StoredFile root = remote.root();
        List<StoredFile.Entry> entries = root.entries();
        StoredFile bare = tree.root().find(FileName.of("old")).orElseThrow();
        remote.close();

        assertThat(root.entries()).isEqualTo(entries);
        StoredFile known = root.find(FileName.of("old")).orElseThrow();
        assertThat(known.attributes().sizeBytes()).isEqualTo(bare.attributes().sizeBytes());
        assertThat(known.extendedAttributes()).isEmpty();
        assertThatThrownBy(() -> root.find(FileName.of("nobody")))
                .as("no listing says that there is no such file")
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> text(known)).isInstanceOf(IOException.class);
    }

    @Test
    void manyThreadsReadAtATime() {
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            readers.add(CompletableFuture.supplyAsync(this::readOften));
        }

        assertThat(readers.stream().map(CompletableFuture::join)).containsOnly(50);
    }

    private int readOften() {
        try {
            int read = 0;
            for (int i = 0; i < 25; i++) {
                read += text(find("/etc/passwd")).startsWith("root:") ? 1 : 0;
                read += text(find("/old")).equals("x") ? 1 : 0;
            }
            return read;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysWhatIsWrongByItsNumber() throws IOException {
        assertThat(errno(() -> text(find("/damaged")))).isEqualTo(Errno.EIO);
        assertThat(errno(() -> find("/damaged").extendedAttributes())).isEqualTo(Errno.EIO);
        assertThat(remote.root().find(FileName.of("nobody"))).isEmpty();
        assertThat(remote.root().find(FileName.of(".."))).isEmpty();
        assertThat(text(find("/etc/passwd"))).as("after all that").startsWith("root:");
    }

    @Test
    void asksForNothingThatTheTypeOfAFileForbids() throws IOException {
        StoredFile file = find("/etc/passwd");
        List<Question> questions =
                List.of(
                        file::entries,
                        file::target,
                        () -> file.find(FileName.of("x")),
                        () -> text(find("/dev/null")),
                        () -> text(remote.root()));
        for (Question question : questions) {
            assertThatThrownBy(question::ask).isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void afterTheEndOfTheConnectionEverythingFails() throws IOException {
        StoredFile file = find("/etc/passwd");
        server.close();

        assertThatThrownBy(() -> text(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> remote.root().entries()).isInstanceOf(IOException.class);
    }

    @Test
    void aTreeThatTheServerHasNotIsRefused() throws IOException {
        FileExports none =
                name -> {
                    throw new ErrnoException(Errno.ENOENT, name);
                };
        try (Plan9Server other = start(none)) {
            assertThatThrownBy(
                            () -> RemoteFileTree.connect(other.endpoint(), Optional.empty(), "vm"))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessage("files: the server says ENOENT");
        }
    }

    @Test
    void lettingGoOfTheConnectionLetsGoOfTheTree() throws IOException {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        FileExports watched =
                name ->
                        new FileExports.Export() {
                            @Override
                            public FileTree tree() {
                                return tree;
                            }

                            @Override
                            public void close() {
                                closed.complete(null);
                            }
                        };
        try (Plan9Server other = start(watched)) {
            RemoteFileTree.connect(other.endpoint(), Optional.empty(), "").close();

            closed.join();
        }
    }

    @Test
    void theSocketIsItsOwnersAlone() throws IOException {
        Path socket = ((Endpoint.Unix) server.endpoint()).path();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() ->
                        Plan9Server.start(
                                Endpoint.parse("127.0.0.1:0"),
                                Optional.empty(),
                                FileExports.of(tree),
                                Plan9Limits.DEFAULT,
                                _ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private interface Question {
        Object ask() throws IOException;
    }

    private static Errno errno(Question question) throws IOException {
        try {
            question.ask();
            throw new AssertionError("was answered");
        } catch (ErrnoException e) {
            return e.errno();
        }
    }

    private StoredFile find(String path) throws IOException {
        return new PathResolver(remote).find(path.getBytes(UTF_8), false).orElseThrow().file();
    }

    private static String text(StoredFile file) throws IOException {
        byte[] bytes = new byte[100];
        return new String(bytes, 0, file.read(0, MemorySegment.ofArray(bytes)), UTF_8);
    }
}
