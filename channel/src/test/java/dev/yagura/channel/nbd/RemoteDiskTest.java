package dev.yagura.channel.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.tls.PatternDisk;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.storage.block.BlockDevice.Read;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all remote sources have in common is in {@link RemoteMemoryTest}. */
class RemoteDiskTest {
    @TempDir private Path directory;
    private final PatternDisk guest = new PatternDisk(() -> {});
    private NbdTestServer server;
    private RemoteDisk disk;

    @BeforeEach
    void open() throws IOException {
        Endpoint endpoint = new Endpoint.Unix(directory.resolve("s"));
        server =
                new NbdTestServer(
                        endpoint,
                        Map.of("disk/0", new NbdContent.Disk(guest)),
                        NbdServerConfig.DEFAULT);
        disk = openDisk("test export disk/0");
    }

    @AfterEach
    void close() throws IOException {
        disk.close();
        server.close();
    }

    private RemoteDisk openDisk(String description) throws ChannelException {
        return RemoteDisk.open(
                server::connect, "disk/0", Optional.of(description), RemoteReadConfig.DEFAULT);
    }

    @Test
    void isAsLargeAsTheServerSays() {
        assertThat(disk.sizeBytes()).isEqualTo(PatternDisk.SIZE);
        assertThat(disk.isLive()).isTrue();
        assertThat(disk.sectorBytes()).isEqualTo(512);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512, 4097, 262145, (1 << 20) + 1, 5 << 20})
    void readsWhatTheGuestWrote(int length) throws IOException {
        long offset = PatternDisk.SIZE - length;
        assertThat(read(offset, length)).isEqualTo(PatternMemory.expected(offset, length));
    }

    @Test
    void answersABatchOfAnyShape() throws IOException {
        Random random = new Random(1);
        List<Read> reads = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int length = 1 + random.nextInt(i % 50 == 0 ? 2_000_000 : 9000);
            long offset = random.nextLong(PatternDisk.SIZE - length + 1);
            reads.add(new Read(offset, MemorySegment.ofArray(new byte[length])));
        }

        disk.readBatch(reads);

        for (Read read : reads) {
            byte[] bytes = read.destination().toArray(ValueLayout.JAVA_BYTE);
            assertThat(bytes).isEqualTo(PatternMemory.expected(read.offset(), bytes.length));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {PatternDisk.SIZE - 7, PatternDisk.SIZE, -1, Long.MAX_VALUE})
    void refusesAReadAcrossTheEnd(long offset) {
        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(() -> read(offset, 8))
                .withMessageContaining("disk/0: range");
    }

    @Test
    void saysWhatTheServerCouldNotReadAndGoesOn() throws IOException {
        guest.breakPage(0x5000);

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> read(0x4000, 0x3000))
                .withMessageContaining("EIO (page 0x5000 cannot be read)");
        assertThat(read(0x6000, 8)).isEqualTo(PatternMemory.expected(0x6000, 8));
    }

    @Test
    void refusesAnExportThatDescribesItselfOtherwise() {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> openDisk("another disk"))
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.GUEST_CHANGED);
    }

    @Test
    void failsAllReadsOnceTheServerIsLost() {
        disk.lose(new ChannelException(Reason.TIMEOUT, "agent: silent"));

        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> read(0, 1))
                .withMessage("agent: silent")
                .extracting(ChannelException::reason)
                .isEqualTo(Reason.TIMEOUT);
    }

    private byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        disk.read(offset, MemorySegment.ofArray(bytes));
        return bytes;
    }
}
