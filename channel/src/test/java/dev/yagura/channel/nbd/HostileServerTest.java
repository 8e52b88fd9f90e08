package dev.yagura.channel.nbd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.tls.Background;
import dev.yagura.channel.tls.TestAuthority;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.Listener;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that TLS lets in and that answers what it likes. */
class HostileServerTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority.Party AGENT = AUTHORITY.party("agent");
    private static final TestAuthority.Party ENCLAVE = AUTHORITY.party("enclave");
    private static final RemoteExport EXPORT =
            new RemoteExport("memory", List.of(new GpaRange(0, 0x10000)), true, "guest");
    private static final RemoteReadConfig HASTY = new RemoteReadConfig(1, Duration.ofMillis(500));

    /** For what must not be taken for silence on a busy machine. */
    private static final RemoteReadConfig PATIENT = new RemoteReadConfig(1, Duration.ofSeconds(20));

    /** Header of a chunk with 16 bytes of data at 0x1000 that ends the reply to request 1. */
    private static final String GOOD =
            "668e33ef" + "0001" + "0001" + "0000000000000001" + "00000018" + "0000000000001000";

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

    private TlsChannel connect() throws ChannelException {
        PlainChannel plain = PlainChannel.connect(listener.endpoint(), soon());
        return StartTls.connect(plain, ENCLAVE.context(), "nbd", soon());
    }

    /** Negotiates well, then answers the first read with {@code reply} and waits for the end. */
    private Background<Boolean> answerWith(byte[] reply) {
        return Background.start(() -> {
            TlsChannel channel = negotiate();
            channel.readFully(ByteBuffer.allocate(Request.BYTES), soon());
            channel.write(ByteBuffer.wrap(reply), soon());
            channel.flush(soon());
            return waitForEnd(channel);
        });
    }

    private TlsChannel negotiate() throws IOException {
        var accepted = StartTls.accept(listener.accept(), AGENT.context(), List.of("nbd"), soon());
        TlsChannel channel = accepted.channel();
        skipOption(channel);
        skipOption(channel);
        ByteBuffer out = ByteBuffer.allocate(256);
        OptionReply.put(out, Nbd.OPT_STRUCTURED_REPLY, Nbd.REP_ACK, new byte[0]);
        OptionReply.put(out, Nbd.OPT_GO, Nbd.REP_INFO, new ExportInfo(0x10000, 0x103).encode());
        OptionReply.put(out, Nbd.OPT_GO, Nbd.REP_INFO, "\0\2guest".getBytes(US_ASCII));
        OptionReply.put(out, Nbd.OPT_GO, Nbd.REP_ACK, new byte[0]);
        channel.write(out.flip(), soon());
        return channel;
    }

    private static void skipOption(TlsChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(OptionHeader.BYTES);
        channel.readFully(header, soon());
        long length = OptionHeader.parse(header.array()).length();
        channel.readFully(ByteBuffer.allocate((int) length), soon());
    }

    /** Returns whether the client ended the connection, in due form or not. */
    private static boolean waitForEnd(TlsChannel channel) {
        try {
            ByteBuffer goodbye = ByteBuffer.allocate(64); // NBD_CMD_DISC, if the client is content
            while (channel.read(goodbye, soon()) >= 0) {
                // what comes before the end does not matter
            }
            return true;
        } catch (ChannelException e) {
            return e.reason() == Reason.TRUNCATED;
        }
    }

    private static byte[] reply(String hex, int dataBytes) {
        byte[] header = HexFormat.of().parseHex(hex);
        return Arrays.copyOf(header, header.length + dataBytes);
    }

    @Test
    void takesAReplyThatFits() throws Exception {
        Background<Boolean> server = answerWith(reply(GOOD, 16));
        RemoteMemory memory = RemoteMemory.open(this::connect, EXPORT, PATIENT);
        memory.read(0x1000, MemorySegment.ofArray(new byte[16]));
        memory.close();
        assertThat(server.result()).isTrue();
    }

    /** Each line changes the good reply at one place: offset, new bytes, what the message names. */
    @ParameterizedTest
    @CsvSource({
        "0, 67446698, 'magic at 0x0 is 0x67446698, expected 0x668e33ef'",
        "4, 0000, 'flags at 0x4 say that more follows'",
        "4, 0003, 'flags at 0x4 is 3, expected 0..1'",
        "6, 0000, 'type at 0x6 is 0, expected data of RAM'",
        "6, 0002, 'type at 0x6 is 2, expected data of RAM'",
        "6, 0007, 'type at 0x6 is 7'",
        "8, 0000000000000002, 'cookie at 0x8 is 0x2, expected one of 1 in flight'",
        "8, ffffffffffffffff, 'cookie at 0x8 is 0xffffffffffffffff'",
        "16, 00000019, 'length at 0x10 is 25, expected 9..24'",
        "16, 00000008, 'length at 0x10 is 8, expected 9..24'",
        "16, 00000000, 'length at 0x10 is 0'",
        "16, ffffffff, 'length at 0x10 is 4294967295'",
        "16, 00000017, 'flags at 0x4 end the reply, expected 1 more bytes'",
        "20, 0000000000001001, 'offset at 0x14 is 0x1001, expected 0x1000'",
        "20, 0000000000000fff, 'offset at 0x14 is 0xfff, expected 0x1000'",
        "6, 8001, 'NBD_REP'",
    })
    void refusesAReplyThatDoesNotFit(int at, String bytes, String named) throws Exception {
        StringBuilder hex = new StringBuilder(GOOD);
        hex.replace(2 * at, 2 * at + bytes.length(), bytes);
        Background<Boolean> server = answerWith(reply(hex.toString(), 16));
        RemoteMemory memory = RemoteMemory.open(this::connect, EXPORT, PATIENT);

        ChannelException e = failureOf(memory);

        assertThat(e.reason()).isEqualTo(Reason.PROTOCOL);
        assertThat(e).hasMessageContaining(named);
        assertThat(failureOf(memory).reason()).isEqualTo(Reason.PROTOCOL);
        assertThat(server.result()).isTrue();
    }

    @Test
    void refusesDataThatComesTwice() throws Exception {
        String first = GOOD.replaceFirst("00010001", "00000001").replace("00000018", "00000010");
        byte[] half = reply(first, 8);
        byte[] twice = Arrays.copyOf(half, 2 * half.length);
        System.arraycopy(half, 0, twice, half.length, half.length);
        Background<Boolean> server = answerWith(twice);
        RemoteMemory memory = RemoteMemory.open(this::connect, EXPORT, PATIENT);

        assertThat(failureOf(memory)).hasMessageContaining("is 0x1000, expected 0x1008");
        assertThat(server.result()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 20, 27, 28, 43})
    void givesUpOnAReplyThatDoesNotEnd(int sent) throws Exception {
        Background<Boolean> server = answerWith(Arrays.copyOf(reply(GOOD, 16), sent));
        RemoteMemory memory = RemoteMemory.open(this::connect, EXPORT, HASTY);

        assertThat(failureOf(memory).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(server.result()).isTrue();
    }

    @Test
    void givesUpOnAReplyThatTrickles() throws Exception {
        Background<Boolean> server =
                Background.start(() -> {
                    TlsChannel channel = negotiate();
                    channel.readFully(ByteBuffer.allocate(Request.BYTES), soon());
                    return trickle(channel);
                });
        RemoteMemory memory = RemoteMemory.open(this::connect, EXPORT, HASTY);

        assertThat(failureOf(memory).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(server.result()).as("given up before the last byte").isTrue();
    }

    /** Sends a byte in each chunk, slowly enough for the whole and quickly enough for a piece. */
    private static boolean trickle(TlsChannel channel) throws InterruptedException {
        try {
            for (int i = 0; i < 16; i++) {
                ByteBuffer chunk = ByteBuffer.allocate(ReplyChunk.BYTES + 9);
                new ReplyChunk(i == 15, Nbd.REPLY_TYPE_OFFSET_DATA, 1, 9).put(chunk);
                channel.write(chunk.putLong(0x1000 + i).put((byte) 0).flip(), soon());
                channel.flush(soon());
                TimeUnit.MILLISECONDS.sleep(300);
            }
            return false;
        } catch (ChannelException e) {
            return e.reason() == Reason.TRUNCATED;
        }
    }

    /** What the server sends in place of its answers to the two options of the negotiation. */
    private Background<Boolean> negotiateBy(Consumer<ByteBuffer> answers) {
        return Background.start(() -> {
            var accepted =
                    StartTls.accept(listener.accept(), AGENT.context(), List.of("nbd"), soon());
            TlsChannel channel = accepted.channel();
            skipOption(channel);
            skipOption(channel);
            ByteBuffer out = ByteBuffer.allocate(1 << 16);
            answers.accept(out);
            try {
                channel.write(out.flip(), soon());
                channel.flush(soon());
            } catch (ChannelException e) {
                return true; // the client had enough already
            }
            return waitForEnd(channel);
        });
    }

    private void assertRefused(Reason reason, String named, Consumer<ByteBuffer> answers)
            throws Exception {
        Background<Boolean> server = negotiateBy(answers);
        RemoteReadConfig times = reason == Reason.TIMEOUT ? HASTY : PATIENT;

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> RemoteMemory.open(this::connect, EXPORT, times))
                .withMessageContaining(named)
                .extracting(ChannelException::reason)
                .isEqualTo(reason);
        assertThat(server.result()).isTrue();
    }

    private static void structured(ByteBuffer out) {
        OptionReply.put(out, Nbd.OPT_STRUCTURED_REPLY, Nbd.REP_ACK, new byte[0]);
    }

    private static void info(ByteBuffer out, long size, int flags) {
        OptionReply.put(out, Nbd.OPT_GO, Nbd.REP_INFO, new ExportInfo(size, flags).encode());
        OptionReply.put(out, Nbd.OPT_GO, Nbd.REP_INFO, "\0\2guest".getBytes(US_ASCII));
    }

    private static void end(ByteBuffer out) {
        OptionReply.put(out, Nbd.OPT_GO, Nbd.REP_ACK, new byte[0]);
    }

    @Test
    void givesUpOnAnEndlessNegotiation() throws Exception {
        assertRefused(
                Reason.PROTOCOL,
                "NBD_OPT_GO has more than 16 replies, expected NBD_REP_ACK",
                out -> {
                    structured(out);
                    for (int i = 0; i < 1000; i++) {
                        info(out, 0x10000, 0x103);
                    }
                });
    }

    @Test
    void givesUpOnANegotiationThatGoesSilent() throws Exception {
        assertRefused(Reason.TIMEOUT, "silent, waited", out -> {});
        assertRefused(Reason.TIMEOUT, "silent, waited", HostileServerTest::structured);
        assertRefused(Reason.TIMEOUT, "silent, waited", out -> out.putLong(Nbd.REPLY_MAGIC));
    }

    @Test
    void refusesAnExportThatIsNotTheExpectedOne() throws Exception {
        assertRefused(
                Reason.PROTOCOL,
                "export memory has 0x20000 bytes, expected 0x10000",
                out -> {
                    structured(out);
                    info(out, 0x20000, 0x103);
                    end(out);
                });
        assertRefused(
                Reason.PROTOCOL,
                "transmission flags of export memory are 0x101, expected a read-only one",
                out -> {
                    structured(out);
                    info(out, 0x10000, 0x101);
                    end(out);
                });
        assertRefused(
                Reason.PROTOCOL,
                "NBD_OPT_GO has no NBD_INFO_EXPORT",
                out -> {
                    structured(out);
                    end(out);
                });
    }

    @Test
    void refusesAnswersToWhatItHasNotAsked() throws Exception {
        assertRefused(
                Reason.PROTOCOL,
                "option at 0x8 is 7, expected 8",
                out -> {
                    info(out, 0x10000, 0x103);
                    end(out);
                });
        assertRefused(
                Reason.PROTOCOL,
                "option at 0x8 is 3, expected 7",
                out -> {
                    structured(out);
                    OptionReply.put(out, Nbd.OPT_LIST, Nbd.REP_ACK, new byte[0]);
                });
        assertRefused(
                Reason.PROTOCOL,
                "length at 0x10 is 4294967295, expected 0..32768",
                out -> {
                    structured(out);
                    out.putLong(Nbd.REPLY_MAGIC).putInt(Nbd.OPT_GO).putInt(Nbd.REP_INFO);
                    out.putInt(-1);
                });
    }

    @Test
    void givesUpOnAServerThatDoesNotGreet() throws Exception {
        Background<Integer> server =
                Background.start(() -> {
                    PlainChannel plain = listener.accept();
                    return plain.read(ByteBuffer.allocate(1), soon());
                });
        PlainChannel plain = PlainChannel.connect(listener.endpoint(), soon());

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() ->
                        StartTls.connect(
                                plain,
                                ENCLAVE.context(),
                                "nbd",
                                Deadline.after(Duration.ofMillis(300))))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.TIMEOUT);
        assertThat(server.result()).isEqualTo(-1);
    }

    private static ChannelException failureOf(RemoteMemory memory) throws IOException {
        try {
            memory.read(0x1000, MemorySegment.ofArray(new byte[16]));
            throw new AssertionError("the read gave an answer");
        } catch (ChannelException e) {
            return e;
        }
    }

    @Test
    void insistsOnTls() throws Exception {
        for (int reply : List.of(Nbd.REP_ERR_UNSUP, Nbd.REP_ERR_POLICY, Nbd.REP_INFO)) {
            Background<Integer> server =
                    Background.start(() -> {
                        PlainChannel plain = listener.accept();
                        ByteBuffer out = ByteBuffer.allocate(64);
                        out.putLong(Nbd.NBDMAGIC).putLong(Nbd.IHAVEOPT).putShort((short) 3);
                        plain.write(out.flip(), soon());
                        plain.readFully(ByteBuffer.allocate(20), soon());
                        OptionReply.put(out.clear(), Nbd.OPT_STARTTLS, reply, new byte[0]);
                        plain.write(out.flip(), soon());
                        return plain.read(ByteBuffer.allocate(1), soon());
                    });

            assertThatExceptionOfType(ChannelException.class)
                    .isThrownBy(this::connect)
                    .extracting(ChannelException::reason)
                    .isEqualTo(Reason.TLS_REFUSED);
            assertThat(server.result()).as("bytes sent in the clear after that").isEqualTo(-1);
        }
    }

    @Test
    void refusesAServerThatIsNoNbdServer() throws Exception {
        Background<Boolean> server =
                Background.start(() -> {
                    PlainChannel plain = listener.accept();
                    // As long as NBD's greeting: more would be unread, and reset the socket.
                    plain.write(ByteBuffer.wrap("SSH-2.0-OpenSSH_9\n".getBytes(US_ASCII)), soon());
                    return plain.read(ByteBuffer.allocate(1), soon()) < 0;
                });

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(this::connect)
                .withMessageContaining("NBD greeting: NBDMAGIC at 0x0 is 0x5353482d322e302d")
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.PROTOCOL);
        assertThat(server.result()).isTrue();
    }
}
