package dev.yagura.channel.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.control.ControlFrames;
import dev.yagura.channel.control.ControlLimits;
import dev.yagura.channel.nbd.StartTls;
import dev.yagura.channel.tls.Background;
import dev.yagura.channel.tls.TestAuthority;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.Listener;
import dev.yagura.channel.transport.TlsChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that TLS lets in and whose control protocol says what it likes. */
class HostileAgentTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority.Party AGENT = AUTHORITY.party("agent");
    private static final TestAuthority.Party ENCLAVE = AUTHORITY.party("enclave");
    private static final String HELLO =
            "{'id':1,'op':'hello','instance':'00112233445566778899aabbccddeeff',"
                    + "'maxLeaseMillis':1000,'idleMillis':30000}";
    private static final AgentConnectionConfig HASTY =
            AgentConnectionConfig.DEFAULT.withTimes(Duration.ofSeconds(20), Duration.ofMillis(500));

    /** For what must not be taken for silence on a busy machine. */
    private static final AgentConnectionConfig PATIENT = AgentConnectionConfig.DEFAULT;

    @TempDir private Path directory;
    private Listener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = Listener.open(new Endpoint.Unix(directory.resolve("s")));
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    private TlsChannel accept() throws IOException {
        return StartTls.accept(
                        listener.accept(), AGENT.context(), List.of(ControlLimits.PROTOCOL), soon())
                .channel();
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    /** Answers one request after the other, then says nothing until the client leaves. */
    private Background<Boolean> answer(List<String> answers) {
        return Background.start(() -> {
            TlsChannel channel = accept();
            for (String answer : answers) {
                ControlFrames.receive(channel, 4096, soon());
                ControlFrames.send(channel, json(answer), soon());
            }
            return waitForEnd(channel);
        });
    }

    /** Returns whether the client ended the connection, in due form or not. */
    private static boolean waitForEnd(TlsChannel channel) {
        try {
            return ControlFrames.receive(channel, 4096, soon()).isEmpty();
        } catch (ChannelException e) {
            return e.reason() == Reason.TRUNCATED;
        }
    }

    private AgentConnection connect(AgentConnectionConfig times) throws ChannelException {
        return AgentConnection.open(listener.endpoint(), ENCLAVE.tls(), times);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':2,'op':'ping'} | op is that of Pong, expected Guests",
                "{'id':1,'op':'inventory','guests':[]} | id is 1, expected 2",
                "{'id':3,'op':'inventory','guests':[]} | id is 3, expected 2",
                "{'id':2,'op':'inventory'} | guests at 0x0 is missing, expected a list",
                "{'id':2,'op':'reboot'} | op at 0x0 is \"reboot\", expected a response",
                "{'id':2,'op':'inventory','guests':[1]} | guests at 0x0 is 1, expected an object",
                "{'id':2,'op':'inventory','guests':[],'more':1} | more at 0x0 is 1, expected no",
                "{'id':2,'id':2,'op':'inventory','guests':[]} | Duplicate Object property",
                "{'id':2,'op':'inventory','guests':[[[[[[[[[[]]]]]]]]]]} | nesting depth",
                "{'id':2,'op':'inventory','guests':[ | is not well-formed",
                "[] | expected an object",
                "no json | is not well-formed",
            })
    void refusesAnAnswerThatDoesNotFit(String answer, String named) throws Exception {
        Background<Boolean> agent = answer(List.of(HELLO, answer));
        try (AgentConnection connection = connect(PATIENT)) {
            ChannelException e = failureOf(connection::inventory);

            assertThat(e.reason()).isEqualTo(Reason.PROTOCOL);
            assertThat(e).hasMessageContaining(named);
            assertThat(failureOf(connection::inventory).reason()).isEqualTo(Reason.PROTOCOL);
            assertThat(connection.failure()).isNotNull();
        }
        assertThat(agent.result()).isTrue();
    }

    @Test
    void refusesTimesThatNoPauseCanLast() throws Exception {
        String guest =
                "{'id':'g','name':'g','pid':1,'ram':[{'start':'0x0','end':'0x1000'}],'vcpus':1,"
                        + "'pausable':true,'registersAvailable':true,'access':'x','disks':[]}";
        Background<Boolean> agent =
                answer(
                        List.of(
                                HELLO,
                                "{'id':2,'op':'open','guest':" + guest + ",'incarnation':1}",
                                "{'id':3,'op':'pause','lease':1,'leaseMillis':1000}",
                                "{'id':4,'op':'resume','heldMicros':9223372036854775807,"
                                        + "'ended':'resumed'}"));
        try (AgentConnection connection = connect(PATIENT)) {
            PauseLease lease = connection.pause("g", Duration.ofSeconds(1));

            ChannelException e = failureOf(lease::resume);

            assertThat(e.reason()).isEqualTo(Reason.PROTOCOL);
            assertThat(e).hasMessageContaining("heldMicros at 0x0 is 9223372036854775807");
        }
        assertThat(agent.result()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-1, 4294967295", "0, 0", "16777217, 16777217"})
    void refusesALengthThatNoMessageHas(int length, String found) throws Exception {
        Background<Boolean> agent =
                Background.start(() -> {
                    TlsChannel channel = accept();
                    ControlFrames.receive(channel, 4096, soon());
                    channel.write(ByteBuffer.allocate(4).putInt(length).flip(), soon());
                    channel.flush(soon());
                    return waitForEnd(channel);
                });

        ChannelException e = failureOf(() -> connect(PATIENT));

        assertThat(e.reason()).isEqualTo(Reason.PROTOCOL);
        assertThat(e).hasMessageContaining("length at 0x0 is %s, expected 2..16777216", found);
        assertThat(agent.result()).isTrue();
    }

    /** So many bytes of an announced message come, then nothing. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 40})
    void givesUpOnAMessageThatDoesNotEnd(int sent) throws Exception {
        Background<Boolean> agent =
                Background.start(() -> {
                    TlsChannel channel = accept();
                    ControlFrames.receive(channel, 4096, soon());
                    ByteBuffer message = ByteBuffer.allocate(200);
                    message.putInt(196).put(json(HELLO));
                    channel.write(message.position(0).limit(sent), soon());
                    channel.flush(soon());
                    return waitForEnd(channel);
                });

        assertThat(failureOf(() -> connect(HASTY)).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(agent.result()).isTrue();
    }

    /** Something that fails because of the agent. */
    private interface Attempt {
        void run() throws ChannelException;
    }

    private static ChannelException failureOf(Attempt attempt) {
        return assertThatExceptionOfType(ChannelException.class).isThrownBy(attempt::run).actual();
    }
}
