package dev.yagura.channel.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.tls.Background;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory.Read;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteMemoryTest {
    private static final GpaRange LOW = new GpaRange(0, 0x400000);
    private static final GpaRange HIGH = new GpaRange(0x1_0000_0000L, 0x1_0080_0000L);

    @TempDir private Path directory;
    private final PatternMemory guest = new PatternMemory(LOW, HIGH);
    private NbdTestServer server;
    private RemoteMemory memory;

    @BeforeEach
    void open() throws IOException {
        Endpoint endpoint = new Endpoint.Unix(directory.resolve("s"));
        server =
                new NbdTestServer(
                        endpoint,
                        Map.of("memory", new NbdContent.Memory(guest)),
                        NbdServerConfig.DEFAULT);
        memory = openMemory("test export memory", LOW, HIGH);
    }

    @AfterEach
    void close() throws IOException {
        memory.close();
        server.close();
    }

    private RemoteMemory openMemory(String description, GpaRange... ranges)
            throws ChannelException {
        RemoteExport export = new RemoteExport("memory", List.of(ranges), true, description);
        return RemoteMemory.open(server::connect, export, RemoteReadConfig.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 65537, 262144, 262145, 1 << 20, (1 << 20) + 1, 4 << 20})
    void readsWhatTheGuestHolds(int length) throws IOException {
        long gpa = HIGH.end() - length;
        assertThat(read(gpa, length)).isEqualTo(PatternMemory.expected(gpa, length));
    }

    @Test
    void namesTheFirstAddressInAHoleWithoutAskingTheAgent() {
        assertHole(LOW.end() - 8, 16, LOW.end());
        assertHole(HIGH.start() - 8, 16, HIGH.start() - 8);
        assertHole(HIGH.end(), 1, HIGH.end());
        assertHole(-1, 8, -1);
    }

    private void assertHole(long gpa, int length, long first) {
        assertThatExceptionOfType(MemoryHoleException.class)
                .isThrownBy(() -> read(gpa, length))
                .extracting(MemoryHoleException::gpa)
                .isEqualTo(first);
    }

    @Test
    void answersABatchOfAnyShape() throws IOException {
        Random random = new Random(1);
        List<Read> reads = new ArrayList<>();
        List<Read> inHoles = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            int length = 1 + random.nextInt(i % 100 == 0 ? 300_000 : 9000);
            boolean hole = i % 50 == 7;
            GpaRange range = random.nextBoolean() ? LOW : HIGH;
            long gpa =
                    hole
                            ? range.end() - length / 2
                            : range.start() + random.nextLong(range.lengthBytes() - length);
            Read read = new Read(gpa, MemorySegment.ofArray(new byte[length]));
            reads.add(read);
            if (hole) {
                inHoles.add(read);
            }
        }

        assertThat(memory.readBatch(reads)).isEqualTo(inHoles);

        for (Read read : reads) {
            byte[] bytes = read.destination().toArray(ValueLayout.JAVA_BYTE);
            if (!inHoles.contains(read)) {
                assertThat(bytes).isEqualTo(PatternMemory.expected(read.gpa(), bytes.length));
            }
        }
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        List<Background<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Random random = new Random(i);
            threads.add(Background.start(() -> readAtRandom(random)));
        }
        for (Background<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
    }

    private boolean readAtRandom(Random random) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < 300; i++) {
                int length = 1 + random.nextInt(20_000);
                long gpa = HIGH.start() + random.nextLong(HIGH.lengthBytes() - length);
                MemorySegment mine = arena.allocate(length);
                memory.read(gpa, mine);
                if (mine.mismatch(MemorySegment.ofArray(PatternMemory.expected(gpa, length)))
                        != -1) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void saysWhatTheAgentCouldNotReadAndGoesOn() throws IOException {
        guest.breakPage(0x5000);

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> read(0x4000, 0x3000))
                .withMessageContaining("read of 12288 bytes at 0x4000 failed there")
                .withMessageContaining("EIO (page 0x5000 cannot be read)")
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.REMOTE_FAILURE);
        assertThat(read(0x6000, 8)).isEqualTo(PatternMemory.expected(0x6000, 8));
    }

    @Test
    void refusesAnExportOfAnotherGuest() {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> openMemory("another guest", LOW, HIGH))
                .withMessageContaining("\"test export memory\", expected \"another guest\"")
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.GUEST_CHANGED);
    }

    @Test
    void refusesAnExportOfAnotherSize() {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> openMemory("test export memory", LOW))
                .withMessageContaining("has 0x100800000 bytes, expected 0x400000");
    }

    @Test
    void saysThatAnExportDoesNotExist() {
        RemoteExport none = new RemoteExport("none", List.of(LOW), true, "");
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(
                        () -> RemoteMemory.open(server::connect, none, RemoteReadConfig.DEFAULT))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.NO_SUCH_GUEST);
    }

    @Test
    void failsAllReadsOnceItIsClosed() {
        memory.close();

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> read(0, 1))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.CLOSED_HERE);
    }

    private byte[] read(long gpa, int length) throws IOException {
        byte[] bytes = new byte[length];
        memory.read(gpa, MemorySegment.ofArray(bytes));
        return bytes;
    }
}
