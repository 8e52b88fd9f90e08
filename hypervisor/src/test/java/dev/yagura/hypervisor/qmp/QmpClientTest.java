package dev.yagura.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.hypervisor.qmp.FakeQmpServer.Script;
import dev.yagura.hypervisor.qmp.QmpException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QmpClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir private Path directory;

    private Path socket() {
        return directory.resolve("q");
    }

    private QmpAddress address() {
        return new QmpAddress.UnixSocket(socket());
    }

    private Reason failure(Script script) throws Exception {
        try (var server = new FakeQmpServer(socket(), script)) {
            return catchThrowableOfType(
                            QmpException.class,
                            () -> {
                                try (var qmp = QmpClient.connect(server.address(), LONG)) {
                                    qmp.execute("query-status", Map.of());
                                }
                            })
                    .reason();
        }
    }

    @Test
    void runsACommandAndSkipsEvents() throws Exception {
        Script script =
                client -> {
                    client.negotiate();
                    String command = client.receive();
                    assertThat(command).contains("\"execute\":\"query-status\"", "\"id\":2");
                    client.send("{\"event\": \"NIC_RX_FILTER_CHANGED\", \"data\": {}}\r\n");
                    client.send("{\"return\": {\"running\": true}, \"id\": 2}\r\n");
                };
        try (var server = new FakeQmpServer(socket(), script);
                var qmp = QmpClient.connect(server.address(), LONG)) {
            assertThat(qmp.isRunning()).isTrue();
            assertThat(qmp.takeResumed()).isFalse();
        }
    }

    @Test
    void noticesThatSomebodyElseResumed() throws Exception {
        Script script =
                client -> {
                    client.negotiate();
                    client.receive();
                    client.send("{\"event\": \"RESUME\"}\r\n");
                    client.send("{\"return\": {\"running\": true}, \"id\": 2}\r\n");
                };
        try (var server = new FakeQmpServer(socket(), script);
                var qmp = QmpClient.connect(server.address(), LONG)) {
            qmp.isRunning();

            assertThat(qmp.takeResumed()).isTrue();
            assertThat(qmp.takeResumed()).isFalse();
        }
    }

    @Test
    void readsVcpuThreadsAndMemoryBackends() throws Exception {
        Script script =
                client -> {
                    client.negotiate();
                    client.receive();
                    client.send(
                            "{\"return\": [{\"thread-id\": 15723}, {\"thread-id\": 9}], \"id\":"
                                    + " 2}\n");
                    client.receive();
                    client.send("{\"return\": [{\"id\": \"m0\"}, {\"size\": 1}], \"id\": 3}\n");
                };
        try (var server = new FakeQmpServer(socket(), script);
                var qmp = QmpClient.connect(server.address(), LONG)) {
            assertThat(qmp.vcpuThreads()).isEqualTo(List.of(15723L, 9L));
            assertThat(qmp.memoryBackends()).containsExactly("m0");
        }
    }

    @Test
    void aRefusedCommandLeavesTheConversationUsable() throws Exception {
        Script script =
                client -> {
                    client.negotiate();
                    client.receive();
                    client.send(
                            "{\"id\": 2, \"error\": {\"class\": \"CommandNotFound\","
                                    + " \"desc\": \"The command nope has not been found\"}}\r\n");
                    client.receive();
                    client.send("{\"return\": {\"running\": false}, \"id\": 3}\r\n");
                };
        try (var server = new FakeQmpServer(socket(), script);
                var qmp = QmpClient.connect(server.address(), LONG)) {
            assertThatThrownBy(() -> qmp.execute("nope", Map.of()))
                    .hasMessageEndingWith("refused nope: The command nope has not been found");
            assertThat(qmp.isRunning()).isFalse();
        }
    }

    @Test
    void aSilentSocketIsGivenUpWithAClearMessage() throws Exception {
        try (var server = new FakeQmpServer(socket(), client -> client.receive())) {
            var e =
                    catchThrowableOfType(
                            QmpException.class, () -> QmpClient.connect(server.address(), SHORT));

            assertThat(e.reason()).isEqualTo(Reason.NO_ANSWER);
            assertThat(e)
                    .hasMessage(
                            "qmp: %s answered nothing for 50 ms (another client connected?)"
                                    .formatted(socket()));
        }
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp() throws Exception {
        String chunk = "x".repeat(1 << 20);
        Script script =
                client -> {
                    client.negotiate();
                    while (true) {
                        client.send(chunk);
                    }
                };

        assertThat(failure(script)).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void anotherProtocolIsNamedAsSuch() throws Exception {
        assertThat(failure(client -> client.send("QEMU 7.2.22 monitor - type 'help'\r\n(qemu) ")))
                .isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"return\": {}, \"id\": 99}",
                "{\"return\": {}}",
                "{\"id\": 2}",
                "[1]",
                "garbage",
            })
    void anAnswerThatIsNoneEndsTheConversation(String answer) throws Exception {
        Script script =
                client -> {
                    client.negotiate();
                    client.receive();
                    client.send(answer + "\r\n");
                    client.receive();
                };

        assertThat(failure(script)).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void anEndInMidAnswerIsReportedAsClosed() throws Exception {
        Script script =
                client -> {
                    client.negotiate();
                    client.receive();
                    client.send("{\"return\": {\"runni");
                };

        assertThat(failure(script)).isEqualTo(Reason.CLOSED);
    }

    @Test
    void afterAFailureEveryCommandFails() throws Exception {
        Script script =
                client -> {
                    client.negotiate();
                    client.receive();
                };
        try (var server = new FakeQmpServer(socket(), script);
                var qmp = QmpClient.connect(server.address(), LONG)) {
            assertThatThrownBy(() -> qmp.execute("stop", Map.of()))
                    .isInstanceOf(QmpException.class);
            assertThatThrownBy(() -> qmp.execute("cont", Map.of()))
                    .hasMessageEndingWith("the conversation is over");
        }
    }

    @Test
    void aMissingSocketIsUnreachable() throws Exception {
        assertThat(
                        catchThrowableOfType(
                                        QmpException.class,
                                        () -> QmpClient.connect(address(), LONG))
                                .reason())
                .isEqualTo(Reason.UNREACHABLE);
        Files.writeString(socket(), "no socket");
        assertThatThrownBy(() -> QmpClient.connect(address(), LONG))
                .isInstanceOf(QmpException.class);
    }

    @Test
    void aPathThatIsTooLongForASocketIsUnreachable() {
        Path tooLong = directory.resolve("x".repeat(200));

        assertThatThrownBy(() -> QmpClient.connect(new QmpAddress.UnixSocket(tooLong), LONG))
                .isInstanceOf(QmpException.class);
    }
}
