package dev.yagura.channel.nbd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.tls.Background;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.Listener;
import dev.yagura.channel.transport.PlainChannel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against servers of other projects, without TLS, and against hostile ones. */
class PlainServerTest {
    private static final RemoteReadConfig PATIENT = new RemoteReadConfig(1, Duration.ofSeconds(20));
    private static final int SIZE = 0x10000;

    /** Chunk with 16 bytes of data at 0x1000, not the last. */
    private static final String DATA =
            "668e33ef" + "0000" + "0001" + "0000000000000001" + "00000018" + "0000000000001000";

    /** Chunk with a hole of 16 bytes at 0x1010 that ends the reply. */
    private static final String HOLE =
            "668e33ef"
                    + "0001"
                    + "0002"
                    + "0000000000000001"
                    + "0000000c"
                    + "0000000000001010"
                    + "00000010";

    @TempDir private Path directory;

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    private static RemoteDisk open(Path socket, String name) throws ChannelException {
        NbdConnector connector =
                () ->
                        PlainStart.connect(
                                PlainChannel.connect(new Endpoint.Unix(socket), soon()), soon());
        return RemoteDisk.open(connector, name, Optional.empty(), PATIENT);
    }

    @Test
    void readsDataAndHolesOfQemu() throws Exception {
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(4 << 20);
            file.seek(1 << 20);
            file.write(PatternMemory.expected(0, 100_000));
            file.seek(3 << 20);
            file.write(PatternMemory.expected(7, 5000));
        }
        Path socket = directory.resolve("q");
        var server =
                RequiredTool.run(
                        directory,
                        "qemu-nbd",
                        "--fork",
                        "--read-only",
                        "--format=raw",
                        "--shared=4",
                        "--socket=" + socket,
                        "--export-name=e",
                        image.toString());
        assertThat(server.status()).as(server.output()).isZero();
        // It ends with its last client.
        try (RemoteDisk disk = open(socket, "e")) {
            byte[] bytes = new byte[4 << 20];
            disk.read(0, MemorySegment.ofArray(bytes));
            assertThat(bytes).isEqualTo(Files.readAllBytes(image));
        }
    }

    /** Serves one client that reads once, and answers by {@code reply}. */
    private Background<Boolean> answerWith(Listener listener, int flags, byte[] reply) {
        return Background.start(() -> {
            PlainChannel channel = listener.accept();
            ByteBuffer greeting = ByteBuffer.allocate(18).putLong(Nbd.NBDMAGIC);
            greeting.putLong(Nbd.IHAVEOPT).putShort((short) Nbd.FLAG_FIXED_NEWSTYLE);
            channel.write(greeting.flip(), soon());
            channel.readFully(ByteBuffer.allocate(4), soon());
            skipOption(channel);
            skipOption(channel);
            ByteBuffer out = ByteBuffer.allocate(256);
            OptionReply.put(out, Nbd.OPT_STRUCTURED_REPLY, Nbd.REP_ACK, new byte[0]);
            OptionReply.put(out, Nbd.OPT_GO, Nbd.REP_INFO, new ExportInfo(SIZE, flags).encode());
            OptionReply.put(out, Nbd.OPT_GO, Nbd.REP_ACK, new byte[0]);
            channel.write(out.flip(), soon());
            channel.readFully(ByteBuffer.allocate(Request.BYTES), soon());
            channel.write(ByteBuffer.wrap(reply), soon());
            channel.closeAfterPeer(soon());
            return true;
        });
    }

    private static void skipOption(PlainChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(OptionHeader.BYTES);
        channel.readFully(header, soon());
        long length = OptionHeader.parse(header.array()).length();
        channel.readFully(ByteBuffer.allocate((int) length), soon());
    }

    private static byte[] good() {
        byte[] data = HexFormat.of().parseHex(DATA);
        byte[] hole = HexFormat.of().parseHex(HOLE);
        byte[] all = Arrays.copyOf(data, data.length + 16 + hole.length);
        Arrays.fill(all, data.length, data.length + 16, (byte) 'x');
        System.arraycopy(hole, 0, all, data.length + 16, hole.length);
        return all;
    }

    private byte[] readOnce(int flags, byte[] reply) throws IOException {
        Path socket = directory.resolve("s");
        try (Listener listener = Listener.open(new Endpoint.Unix(socket))) {
            var server = answerWith(listener, flags, reply);
            byte[] bytes = new byte[32];
            Arrays.fill(bytes, (byte) '?');
            try (RemoteDisk disk = open(socket, "")) {
                disk.read(0x1000, MemorySegment.ofArray(bytes));
            }
            assertThat(server).isNotNull();
            return bytes;
        }
    }

    @Test
    void takesDataThenAHole() throws Exception {
        assertThat(readOnce(3, good()))
                .startsWith("xxxxxxxxxxxxxxxx".getBytes(US_ASCII))
                .endsWith(new byte[16]);
    }

    /** Each line changes the good reply at one place of its hole. */
    @ParameterizedTest
    @CsvSource({
        "44, 67446698, magic at 0x0 is 0x67446698",
        "48, 0000, flags at 0x4 say that more follows",
        "50, 0003, 'type at 0x6 is 3, expected data or a hole (1, 2)'",
        "59, 02, 'cookie at 0x8 is 0x2, expected one of 1 in flight'",
        "60, 0000000b, 'length at 0x10 is 11 in a hole, expected 12'",
        "70, 1000, 'offset at 0x14 is 0x1000, expected 0x1010'",
        "70, ffff, 'offset at 0x14 is 0xffff, expected 0x1010'",
        "72, 00000000, 'length at 0x10 is a hole of 0 bytes, expected 1..16'",
        "72, 00000011, 'length at 0x10 is a hole of 17 bytes, expected 1..16'",
        "72, ffffffff, 'length at 0x10 is a hole of 4294967295 bytes, expected 1..16'",
        "72, 0000000f, 'flags at 0x4 end the reply, expected 1 more bytes'",
    })
    void refusesAHoleThatDoesNotFit(int at, String hex, String message) {
        byte[] reply = good();
        byte[] changed = HexFormat.of().parseHex(hex);
        System.arraycopy(changed, 0, reply, at, changed.length);

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> readOnce(3, reply))
                .withMessageContaining(message)
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.PROTOCOL);
    }

    @Test
    void failsTheReadWhenTheServerIsLostInTheMiddle() {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> readOnce(3, Arrays.copyOf(good(), 40)))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void refusesAnExportThatCouldBeWritten() {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> readOnce(1, good()))
                .withMessageContaining("flags of export  are 0x1, expected a read-only one");
    }

    @Test
    void refusesWhatIsNoNbdServer() throws Exception {
        Path socket = directory.resolve("s");
        try (Listener listener = Listener.open(new Endpoint.Unix(socket))) {
            var server =
                    Background.start(() -> {
                        PlainChannel channel = listener.accept();
                        channel.write(ByteBuffer.wrap(new byte[18]), soon());
                        return true;
                    });
            assertThatExceptionOfType(ChannelException.class)
                    .isThrownBy(() -> open(socket, ""))
                    .withMessageContaining("NBD greeting: NBDMAGIC")
                    .extracting(ChannelException::reason)
                    .isEqualTo(Reason.PROTOCOL);
            assertThat(server.result()).isTrue();
        }
    }
}
