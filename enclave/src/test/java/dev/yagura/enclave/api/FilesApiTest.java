package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.Sha256;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.plan9.RemoteFileTree;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.disk.FileRequest.Action;
import dev.yagura.enclave.disk.FileRequest.Place;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.disk.DiskLimits;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.posix.ErrnoException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tenant asks of files, and how it gives the keys to them. */
class FilesApiTest {
    private static final Sha256 OTHER_CODE = Sha256.hash(new byte[] {2});
    private static final TreeRequest WHOLE = new TreeRequest(Optional.empty(), false);

    private final ServedApi api = new ServedApi();

    FilesApiTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    @Test
    void filesAreReadOverAConnectionOfTheirOwn() throws IOException, InterruptedException {
        TreeRequest request = new TreeRequest(Optional.of("vg/root"), true);
        try (ApiClient client = api.client();
                OpenFiles files = client.open(Optional.of("web"), request)) {
            StoredFile passwd = files.tree().root().find(FileName.of("passwd")).orElseThrow();
            byte[] content = new byte[10];

            assertThat(passwd.read(0, MemorySegment.ofArray(content))).isEqualTo(5);
            assertThat(new String(content, 0, 5, UTF_8)).isEqualTo("root:");
            assertThat(files.facts().text("enclave")).isEqualTo("simulated");
            assertThat(api.watch().questions).containsExactly("open Optional[web] " + request);
            assertThat(api.watch().filesClosed.getCount()).isEqualTo(1);
        }
        assertThat(api.watch().filesClosed.await(10, TimeUnit.SECONDS))
                .as("closed there too")
                .isTrue();
    }

    /** The name of the tree is known to who opened it; the connection needs a key as well. */
    @Test
    void aStrangerReadsNoFiles() throws IOException {
        try (ApiClient client = api.client();
                OpenFiles files = client.open(Optional.empty(), WHOLE)) {
            Endpoint endpoint = new Endpoint.Tcp("127.0.0.1", (int) files.facts().number("port"));
            String tree = files.facts().text("tree");
            SSLContext strangers = api.strangersTls().context();
            SSLContext own = api.tls().context();

            assertThatThrownBy(() -> RemoteFileTree.connect(endpoint, Optional.of(strangers), tree))
                    .isInstanceOf(ChannelException.class);
            assertThatThrownBy(() -> RemoteFileTree.connect(endpoint, Optional.of(own), "guessed"))
                    .isInstanceOf(ErrnoException.class);
        }
    }

    @Test
    void noMoreFilesAreHeldThanThereIsRoomFor() throws IOException {
        try (ApiClient client = api.client()) {
            List<OpenFiles> open = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                open.add(client.open(Optional.empty(), WHOLE));
            }

            assertThatThrownBy(() -> client.open(Optional.empty(), WHOLE))
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining("16 are open already");
            for (OpenFiles files : open) {
                files.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fileRequests")
    void filesAreAskedForAsTheyWereNamed(FileRequest request) throws IOException {
        try (ApiClient client = api.client()) {
            List<Row> rows = new ArrayList<>();

            Row end = client.files(Optional.of("web"), request, rows::add);

            assertThat(rows).extracting(row -> row.text("path")).containsExactly("/etc");
            assertThat(end.number("rows")).isEqualTo(1);
            assertThat(api.watch().questions).containsExactly("files Optional[web] " + request);
        }
    }

    static Stream<FileRequest> fileRequests() {
        return Stream.of(
                new FileRequest(
                        Action.HASH,
                        new Place.Path("/a\\xff \u6ad3"),
                        true,
                        Optional.of("vg/root"),
                        false),
                new FileRequest(
                        Action.READ, new Place.Inode(1L << 40), false, Optional.empty(), false),
                new FileRequest(Action.LIST, new Place.Orphans(), false, Optional.empty(), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"do\": \"write\", \"path\": \"/\"}",
                "{\"do\": \"list\"}",
                "{\"do\": \"list\", \"path\": 1}",
                "{\"do\": \"list\", \"inode\": 0}",
                "{\"do\": \"list\", \"inode\": \"7\"}",
                "{\"do\": \"list\", \"path\": \"/\", \"recursive\": 1}",
                "{\"do\": \"list\", \"path\": \"/\", \"root\": 1}",
                "{\"do\": \"list\", \"path\": \"/\", \"key\": \"x\"}"
            })
    void requestsForFilesThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> FileRequestJson.read(text))
                .isInstanceOfSatisfying(
                        WatchException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BAD_REQUEST));
    }

    @Test
    void aKeyArrivesWholeAndIsWipedByTheServer() throws IOException {
        byte[] key = {0, 1, (byte) 0xff, '\n'};
        try (ApiClient client = api.client();
                Secret secret = Secret.copyOf(key)) {
            client.unlock(Optional.of("web"), Optional.of("vg/a b&c"), secret);
            client.unlock(Optional.empty(), Optional.empty(), secret);
            client.lock(Optional.of("web"));
        }

        assertThat(api.watch().questions)
                .containsExactly(
                        "unlock Optional[web] Optional[vg/a b&c]",
                        "unlock Optional.empty Optional.empty",
                        "lock Optional[web]");
        assertThat(api.watch().keys).containsExactly(key, key);
        for (Secret given : api.watch().given) {
            assertThatThrownBy(given::revealed).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aHeaderArrivesWholeAndOneThatIsTooLongOrForNothingIsRefused() throws IOException {
        byte[] tooLong = new byte[DiskLimits.MAX_HEADER_BYTES + 1];
        try (ApiClient client = api.client()) {
            client.giveHeader(Optional.of("web"), "vg/a b&c", new byte[] {0, 1, 2});

            assertThatThrownBy(() -> client.giveHeader(Optional.of("web"), "disk0", tooLong))
                    .isInstanceOf(WatchException.class);
            assertThatThrownBy(() -> client.giveHeader(Optional.of("web"), "", new byte[1]))
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining("volume is missing");
        }

        assertThat(api.watch().questions).containsExactly("header Optional[web] vg/a b&c 3");
    }

    @Test
    void anEnclaveThatRunsOtherCodeIsGivenNoKey() {
        try (ApiClient client = api.client(OTHER_CODE);
                Secret secret = Secret.copyOf(new byte[] {1})) {
            assertThatThrownBy(() -> client.unlock(Optional.empty(), Optional.empty(), secret))
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining(OTHER_CODE.hex());
            assertThat(api.watch().questions).isEmpty();
        }
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        try (ApiClient client = api.client();
                Secret secret = Secret.owning(new byte[KeyBody.MAX_BYTES + 1])) {
            assertThatThrownBy(() -> client.unlock(Optional.empty(), Optional.empty(), secret))
                    .isInstanceOf(WatchException.class);
            assertThat(api.watch().questions).isEmpty();
        }
    }
}
