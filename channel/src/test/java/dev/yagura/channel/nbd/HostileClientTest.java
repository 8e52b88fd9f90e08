package dev.yagura.channel.nbd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that break the protocol, before TLS and after. */
class HostileClientTest {
    private static final GpaRange LOW = new GpaRange(0, 0x10000);
    private static final GpaRange HIGH = new GpaRange(0x40000, 0x50000);

    @TempDir private Path directory;
    private final PatternMemory guest = new PatternMemory(LOW, HIGH);
    private NbdTestServer server;

    @BeforeEach
    void start() throws IOException {
        Duration second = Duration.ofSeconds(1);
        server =
                new NbdTestServer(
                        new Endpoint.Unix(directory.resolve("s")),
                        Map.of("memory", new NbdContent.Memory(guest)),
                        new NbdServerConfig(second, second, second));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    private Reason serverEnd() throws InterruptedException {
        var end = server.ends.poll(30, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("the server still waits");
        }
        return end.map(ChannelException::reason).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {Nbd.OPT_LIST, Nbd.OPT_INFO, Nbd.OPT_GO, Nbd.OPT_STRUCTURED_REPLY, 11, 99})
    void answersNothingBeforeTls(int option) throws Exception {
        PlainChannel plain = greeted();
        plain.write(option(option, new byte[14]), soon());
        ByteBuffer reply = ByteBuffer.allocate(OptionReply.BYTES);
        plain.readFully(reply, soon());

        OptionReply parsed = OptionReply.parse(reply.array(), option);
        assertThat(parsed.type()).isEqualTo(Nbd.REP_ERR_TLS_REQD);
        assertThat(parsed.length()).isZero();
        plain.close();
    }

    @Test
    void closesWhenAnExportIsNamedBeforeTls() throws Exception {
        PlainChannel plain = greeted();
        plain.write(option(Nbd.OPT_EXPORT_NAME, "memory".getBytes(US_ASCII)), soon());

        assertThat(plain.read(ByteBuffer.allocate(1), soon())).isEqualTo(-1);
        assertThat(serverEnd()).isEqualTo(Reason.TLS_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, 4, 0xffffffffL})
    void refusesClientFlagsItHasNotOffered(long flags) throws Exception {
        PlainChannel plain = PlainChannel.connect(server.endpoint(), soon());
        plain.readFully(ByteBuffer.allocate(18), soon());
        plain.write(ByteBuffer.allocate(4).putInt((int) flags).flip(), soon());

        assertThat(plain.read(ByteBuffer.allocate(1), soon())).isEqualTo(-1);
        assertThat(serverEnd()).isEqualTo(Reason.PROTOCOL);
    }

    private PlainChannel greeted() throws ChannelException {
        PlainChannel plain = PlainChannel.connect(server.endpoint(), soon());
        plain.readFully(ByteBuffer.allocate(18), soon());
        plain.write(ByteBuffer.allocate(4).putInt(3).flip(), soon());
        return plain;
    }

    private static ByteBuffer option(int option, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(OptionHeader.BYTES + data.length);
        OptionHeader.put(out, option, data);
        return out.flip();
    }

    @Test
    void refusesOptionsThatMakeNoSenseAndGoesOn() throws Exception {
        TlsChannel channel = server.connect();
        assertOption(channel, Nbd.OPT_STARTTLS, new byte[0], Nbd.REP_ERR_INVALID);
        assertOption(channel, Nbd.OPT_LIST, new byte[1], Nbd.REP_ERR_INVALID);
        assertOption(channel, Nbd.OPT_GO, new byte[3], Nbd.REP_ERR_INVALID);
        assertOption(
                channel, Nbd.OPT_GO, "\377\377\377\377".getBytes(ISO_8859_1), Nbd.REP_ERR_INVALID);
        assertOption(channel, Nbd.OPT_GO, new byte[7], Nbd.REP_ERR_INVALID);
        assertOption(channel, Nbd.OPT_GO, new byte[6], Nbd.REP_ERR_UNKNOWN);
        assertOption(channel, Nbd.OPT_GO, go("broken"), Nbd.REP_ERR_PLATFORM);
        assertOption(channel, Nbd.OPT_SET_META_CONTEXT, new byte[8], Nbd.REP_ERR_INVALID);
        assertOption(channel, Nbd.OPT_STRUCTURED_REPLY, new byte[2], Nbd.REP_ERR_INVALID);
        assertOption(channel, 11, new byte[0], Nbd.REP_ERR_UNSUP);
        assertOption(channel, 4711, new byte[100], Nbd.REP_ERR_UNSUP);
        assertOption(channel, Nbd.OPT_ABORT, new byte[0], Nbd.REP_ACK);
        channel.close();
        assertThat(server.ends.poll(30, TimeUnit.SECONDS)).isEmpty();
    }

    private static byte[] go(String export) {
        return new InfoRequest(export, List.of()).encode();
    }

    private static void assertOption(TlsChannel channel, int option, byte[] data, int expected)
            throws IOException {
        channel.write(option(option, data), soon());
        ByteBuffer header = ByteBuffer.allocate(OptionReply.BYTES);
        channel.readFully(header, soon());
        OptionReply reply = OptionReply.parse(header.array(), option);
        channel.readFully(ByteBuffer.allocate(reply.length()), soon());
        assertThat(reply.type()).as("option %d", option).isEqualTo(expected);
    }

    @Test
    void refusesOptionDataWithoutEnd() throws Exception {
        TlsChannel channel = server.connect();
        ByteBuffer out = ByteBuffer.allocate(16).putLong(Nbd.IHAVEOPT).putInt(3).putInt(-1);
        channel.write(out.flip(), soon());
        channel.flush(soon());

        ByteBuffer header = ByteBuffer.allocate(OptionReply.BYTES);
        channel.readFully(header, soon());
        assertThat(OptionReply.parse(header.array(), 3).type()).isEqualTo(Nbd.REP_ERR_TOO_BIG);
        channel.close();
        assertThat(serverEnd()).isEqualTo(Reason.PROTOCOL);
    }

    @Test
    void refusesNegotiationsWithoutEnd() throws Exception {
        TlsChannel channel = server.connect();
        try {
            while (true) {
                assertOption(channel, 4711, new byte[0], Nbd.REP_ERR_UNSUP);
            }
        } catch (ChannelException e) {
            assertThat(e.reason()).isIn(Reason.CLOSED, Reason.TRUNCATED);
        }
        assertThat(serverEnd()).isIn(Reason.PROTOCOL, Reason.TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0x50001, 1, 22", // one byte past the end
        "0, 0, 0x4ffff, 2, 22",
        "0, 0, 0, 0, 22",
        "0, 0, -1, 1, 22",
        "0, 0, 0x7fffffffffffffff, 0xffffffff, 22",
        "0, 0, 0, 0x2000001, 22",
        "0, 1, 0, 1, 22", // FUA, which was not offered
        "4, 0, 0, 1, 1", // trim
        "6, 0, 0, 1, 1", // write zeroes
        "3, 0, 0, 0, 22", // flush, which was not offered
        "7, 0, 0, 1, 22", // block status without a context
        "99, 0, 0, 1, 22",
    })
    void refusesRequestsItCannotAnswerAndGoesOn(
            int type, int flags, String offset, String length, int error) throws Exception {
        TlsChannel channel = inTransmission();
        long from = Long.decode(offset);
        send(channel, new Request(flags, type, 77, from, Long.decode(length)));

        assertThat(errorOf(channel, 77)).isEqualTo(error);
        send(channel, new Request(0, Nbd.CMD_READ, 78, 0x40000, 4));
        assertThat(dataOf(channel, 78, 4)).isEqualTo(PatternMemory.expected(0x40000, 4));
        channel.close();
    }

    @Test
    void takesThePayloadOfAWriteAndRefusesIt() throws Exception {
        TlsChannel channel = inTransmission();
        ByteBuffer out = ByteBuffer.allocate(Request.BYTES + 9000);
        new Request(0, Nbd.CMD_WRITE, 5, 0, 9000).put(out);
        channel.write(out.clear(), soon());

        assertThat(errorOf(channel, 5)).isEqualTo(Nbd.EPERM);
        send(channel, new Request(0, Nbd.CMD_READ, 6, 0, 4));
        assertThat(dataOf(channel, 6, 4)).isEqualTo(PatternMemory.expected(0, 4));
        channel.close();
    }

    @Test
    void endsTheConnectionOfAWriteThatIsTooLong() throws Exception {
        TlsChannel channel = inTransmission();
        send(channel, new Request(0, Nbd.CMD_WRITE, 5, 0, 0x2000001));

        assertThat(serverEnd()).isEqualTo(Reason.PROTOCOL);
        channel.close();
    }

    @Test
    void endsTheConnectionOfAClientThatSendsNoRequests() throws Exception {
        TlsChannel channel = inTransmission();
        channel.write(ByteBuffer.allocate(Request.BYTES), soon());
        channel.flush(soon());

        assertThat(serverEnd()).isEqualTo(Reason.PROTOCOL);
        channel.close();
    }

    @Test
    void endsTheConnectionOfAClientThatIsSilentInTheMiddleOfARequest() throws Exception {
        TlsChannel channel = inTransmission();
        channel.write(ByteBuffer.allocate(7), soon());
        channel.flush(soon());

        assertThat(serverEnd()).isEqualTo(Reason.TIMEOUT);
        channel.close();
    }

    @Test
    void endsTheConnectionOfAClientThatDoesNotTakeItsAnswers() throws Exception {
        TlsChannel channel = inTransmission();
        try {
            for (int i = 0; i < 1000; i++) {
                send(channel, new Request(0, Nbd.CMD_READ, i, 0, 0x10000));
            }
        } catch (ChannelException e) {
            // the server does not take more either, by then
        }
        assertThat(serverEnd()).isIn(Reason.TIMEOUT, Reason.TRUNCATED);
        channel.close();
    }

    private TlsChannel inTransmission() throws IOException {
        TlsChannel channel = server.connect();
        assertOption(channel, Nbd.OPT_STRUCTURED_REPLY, new byte[0], Nbd.REP_ACK);
        channel.write(option(Nbd.OPT_GO, go("memory")), soon());
        while (true) {
            ByteBuffer header = ByteBuffer.allocate(OptionReply.BYTES);
            channel.readFully(header, soon());
            OptionReply reply = OptionReply.parse(header.array(), Nbd.OPT_GO);
            channel.readFully(ByteBuffer.allocate(reply.length()), soon());
            if (reply.type() == Nbd.REP_ACK) {
                return channel;
            }
        }
    }

    private static void send(TlsChannel channel, Request request) throws ChannelException {
        ByteBuffer out = ByteBuffer.allocate(Request.BYTES);
        request.put(out);
        channel.write(out.flip(), soon());
        channel.flush(soon());
    }

    private static int errorOf(TlsChannel channel, long cookie) throws IOException {
        ReplyChunk chunk = chunk(channel);
        assertThat(chunk.isError() && chunk.done() && chunk.cookie() == cookie).isTrue();
        ByteBuffer payload = ByteBuffer.allocate(chunk.length());
        channel.readFully(payload, soon());
        return ErrorChunk.parse(payload.array(), chunk.type()).error();
    }

    private static byte[] dataOf(TlsChannel channel, long cookie, int length) throws IOException {
        ReplyChunk chunk = chunk(channel);
        assertThat(chunk)
                .isEqualTo(new ReplyChunk(true, Nbd.REPLY_TYPE_OFFSET_DATA, cookie, 8 + length));
        ByteBuffer payload = ByteBuffer.allocate(chunk.length());
        channel.readFully(payload, soon());
        byte[] data = new byte[length];
        payload.get(8, data);
        return data;
    }

    private static ReplyChunk chunk(TlsChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(ReplyChunk.BYTES);
        channel.readFully(header, soon());
        return ReplyChunk.parse(header.array());
    }
}
