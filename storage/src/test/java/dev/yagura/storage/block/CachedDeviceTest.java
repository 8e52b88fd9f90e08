package dev.yagura.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedDeviceTest {
    private static final int BLOCK = 4096;
    private static final int CAPACITY = 32 * BLOCK;
    private static final int SIZE = 1_000_003;

    /** Counts what is read through it. */
    private static final class Counting implements BlockDevice {
        private final BlockDevice below;
        private final List<Long> offsets = new CopyOnWriteArrayList<>();
        private final AtomicInteger batches = new AtomicInteger();
        private volatile long badFrom = Long.MAX_VALUE;
        private volatile long heldFrom = Long.MAX_VALUE;
        private final CountDownLatch reading = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean readEnded;
        private volatile boolean closed;
        private volatile boolean closedWhileReading;

        Counting(BlockDevice below) {
            this.below = below;
        }

        @Override
        public long sizeBytes() {
            return below.sizeBytes();
        }

        @Override
        public int sectorBytes() {
            return below.sectorBytes();
        }

        @Override
        public boolean isLive() {
            return true;
        }

        @Override
        public void read(long offset, MemorySegment destination) throws IOException {
            offsets.add(offset);
            if (offset >= heldFrom) {
                reading.countDown();
                await(released);
                readEnded = true;
            }
            if (offset + destination.byteSize() > badFrom) {
                throw new IOException("bad block at " + badFrom);
            }
            below.read(offset, destination);
        }

        @Override
        public void readBatch(List<Read> reads) throws IOException {
            batches.incrementAndGet();
            BlockDevice.super.readBatch(reads);
        }

        @Override
        public void close() throws IOException {
            closedWhileReading = !readEnded;
            closed = true;
            below.close();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts this", e);
            }
        }
    }

    private final Counting disk = new Counting(DeviceChecks.random(SIZE, 1));
    private final CachedDevice cache = new CachedDevice(disk, BLOCK, CAPACITY);

    @Test
    void returnsWhatIsOnTheDisk() throws IOException {
        DeviceChecks.assertSame(cache, DeviceChecks.random(SIZE, 1));
    }

    @Test
    void readsABlockOnce() throws IOException {
        DeviceChecks.bytes(cache, 10_000, 100);
        DeviceChecks.bytes(cache, 10_050, 100);
        assertThat(disk.offsets).containsExactly(2L * BLOCK);
    }

    @Test
    void readsAheadWhereReadsFollowEachOther() throws IOException {
        for (int at = 0; at < 40 * BLOCK; at += 512) {
            DeviceChecks.bytes(cache, at, 512);
        }
        assertThat(disk.batches.get()).isLessThanOrEqualTo(8);
    }

    @Test
    void whatIsFetchedAheadIsWhatIsOnTheDisk() throws IOException {
        for (int at = 0; at < SIZE - 700; at += 700) {
            assertThat(DeviceChecks.bytes(cache, at, 700))
                    .isEqualTo(DeviceChecks.bytes(disk.below, at, 700));
        }
    }

    @Test
    void aBadBlockFailsOnlyThoseWhoAskForIt() throws IOException {
        disk.badFrom = 15L * BLOCK;
        for (int block = 0; block < 15; block++) {
            DeviceChecks.bytes(cache, (long) block * BLOCK, BLOCK);
        }
        assertThatThrownBy(() -> DeviceChecks.bytes(cache, 15L * BLOCK, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("bad block at 61440");
        disk.badFrom = Long.MAX_VALUE;
        DeviceChecks.bytes(cache, 15L * BLOCK, 1);
    }

    @Test
    void closesTheDiskOnlyWhenNothingIsReadAnyMore() throws Exception {
        disk.heldFrom = 9L * BLOCK;
        DeviceChecks.bytes(cache, 0, BLOCK);
        DeviceChecks.bytes(cache, BLOCK, BLOCK);
        disk.reading.await();
        FutureTask<Void> closing =
                new FutureTask<>(() -> {
                    cache.close();
                    return null;
                });
        Thread closer = Thread.ofPlatform().start(closing);
        while (closer.getState() != Thread.State.WAITING && closer.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(disk.closed).isFalse();
        disk.released.countDown();
        closing.get();
        assertThat(disk.closed).isTrue();
        assertThat(disk.closedWhileReading).isFalse();
    }

    @Test
    void keepsNoMoreThanItsCapacity() throws IOException {
        for (int at = 0; at < SIZE - 512; at += 512) {
            DeviceChecks.bytes(cache, at, 512);
            assertThat(cache.cachedBytes()).isLessThanOrEqualTo(CAPACITY);
        }
    }

    @Test
    void dropsWhatWasUsedLongestAgo() throws IOException {
        DeviceChecks.bytes(cache, 0, 1);
        for (int block = 40; block < 40 + 2 * 31; block += 2) {
            DeviceChecks.bytes(cache, (long) block * BLOCK, 1);
            DeviceChecks.bytes(cache, 0, 1);
        }
        DeviceChecks.bytes(cache, 200L * BLOCK, 1);
        DeviceChecks.bytes(cache, 0, 1);
        assertThat(disk.offsets).filteredOn(offset -> offset == 0).hasSize(1);
        DeviceChecks.bytes(cache, 40L * BLOCK, 1);
        assertThat(disk.offsets).filteredOn(offset -> offset == 40L * BLOCK).hasSize(2);
    }

    @Test
    void readsAgainWhatWasForgotten() throws IOException {
        DeviceChecks.bytes(cache, 0, 1);
        cache.forget();
        DeviceChecks.bytes(cache, 0, 1);
        assertThat(disk.offsets).hasSize(2);
    }

    @Test
    void passesLargeReadsBy() throws IOException {
        DeviceChecks.bytes(cache, 5, CAPACITY / 2);
        assertThat(disk.offsets).containsExactly(5L);
        assertThat(cache.cachedBytes()).isZero();
    }

    @Test
    void refusesAReadPastTheEnd() {
        assertThatThrownBy(() -> DeviceChecks.bytes(cache, SIZE - 1, 2))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("expected an end within 1000003");
    }
}
