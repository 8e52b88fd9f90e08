package dev.yagura.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookTest {
    private static final int PAGE = Look.PAGE_BYTES;

    /** Byte {@code i} of page {@code p} is {@code p}. */
    private static byte[] numberedPages(int count) {
        byte[] ram = new byte[count * PAGE];
        for (int page = 0; page < count; page++) {
            Arrays.fill(ram, page * PAGE, (page + 1) * PAGE, (byte) page);
        }
        return ram;
    }

    private static byte[] read(PhysicalMemory memory, long gpa, int length) throws IOException {
        byte[] bytes = new byte[length];
        memory.read(gpa, MemorySegment.ofArray(bytes));
        return bytes;
    }

    @Test
    void seesAPageAsItWasWhenFirstRead() throws IOException {
        byte[] ram = numberedPages(2);
        Look look = new Look(FakeLiveMemory.of(ram));
        assertThat(read(look, 10, 1)).containsExactly(0);

        Arrays.fill(ram, (byte) 99);

        assertThat(read(look, 4000, 1)).containsExactly(0);
        assertThat(read(look, PAGE - 1, 2)).containsExactly(0, 99);
        assertThat(read(new Look(FakeLiveMemory.of(ram)), 10, 1)).containsExactly(99);
    }

    @Test
    void fetchesAPageOnce() throws IOException {
        FakeLiveMemory guest = FakeLiveMemory.of(numberedPages(4));
        Look look = new Look(guest);

        for (int i = 0; i < 10; i++) {
            assertThat(read(look, PAGE + i, 8)).containsOnly(1);
        }

        assertThat(guest.requests).containsExactly(new GpaRange(PAGE, 2 * PAGE));
        assertThat(look.fetchedPages()).isEqualTo(1);
    }

    @Test
    void fetchesALongReadInOneRequestAndServesTheKnownPartsFromTheLook() throws IOException {
        byte[] ram = numberedPages(64);
        FakeLiveMemory guest = FakeLiveMemory.of(ram);
        Look look = new Look(guest);
        read(look, 20 * PAGE, 1);
        ram[20 * PAGE] = 99;

        byte[] all = read(look, 100, 60 * PAGE);

        assertThat(all[20 * PAGE - 100]).isEqualTo((byte) 20);
        assertThat(all[30 * PAGE]).isEqualTo((byte) 30);
        assertThat(guest.roundTrips).hasValue(2);
        assertThat(guest.requests)
                .containsExactly(
                        new GpaRange(20 * PAGE, 21 * PAGE),
                        new GpaRange(0, 20 * PAGE),
                        new GpaRange(21 * PAGE, 61 * PAGE));
    }

    @Test
    void fetchesNeighboursWhereTheSourceSaysThatARoundTripIsDear() throws IOException {
        FakeLiveMemory guest =
                new FakeLiveMemory(
                        8 * PAGE, new Extent(0, MemorySegment.ofArray(numberedPages(12))));
        Look look = new Look(guest);

        read(look, 9 * PAGE, 1);
        read(look, 11 * PAGE, 1);
        read(look, 8 * PAGE, 1);

        assertThat(guest.requests).containsExactly(new GpaRange(8 * PAGE, 12 * PAGE));
    }

    @Test
    void prefetchesInOneRoundTripAndPassesOverHolesAndKnownPages() throws IOException {
        FakeLiveMemory guest =
                new FakeLiveMemory(
                        PAGE,
                        new Extent(0, MemorySegment.ofArray(numberedPages(8))),
                        new Extent(16 * PAGE, MemorySegment.ofArray(numberedPages(8))));
        Look look = new Look(guest);
        read(look, 2 * PAGE, 1);

        look.prefetch(
                List.of(
                        17L * PAGE + 5,
                        1L * PAGE,
                        2L * PAGE,
                        3L * PAGE,
                        12L * PAGE,
                        1L * PAGE + 9));

        assertThat(guest.roundTrips).hasValue(2);
        assertThat(read(look, 17 * PAGE, 1)).containsExactly(1);
        assertThat(read(look, PAGE, 1)).containsExactly(1);
        assertThat(read(look, 3 * PAGE, 1)).containsExactly(3);
        assertThat(guest.roundTrips).hasValue(2);
        look.prefetch(List.of(1L * PAGE, 100L * PAGE));
        assertThat(guest.roundTrips).hasValue(2);
    }

    @Test
    void readsPagesThatAreOnlyPartlyRam() throws IOException {
        byte[] ram = numberedPages(2);
        FakeLiveMemory guest =
                new FakeLiveMemory(
                        PAGE,
                        new Extent(0x800, MemorySegment.ofArray(ram).asSlice(0, PAGE + 0x100)));
        Look look = new Look(guest);

        assertThat(read(look, 0x800, 16)).containsOnly(0);
        assertThat(read(look, 0x1800, 0x100)).containsOnly(1);
        assertThat(look.page(0x800)).isEmpty();
        assertThat(read(look, 0x800, PAGE + 0x100)).hasSize(PAGE + 0x100);
    }

    @Test
    void answersForHolesWithoutAskingTheGuest() {
        FakeLiveMemory guest =
                new FakeLiveMemory(PAGE, new Extent(PAGE, MemorySegment.ofArray(numberedPages(2))));
        Look look = new Look(guest);

        var below = catchThrowableOfType(MemoryHoleException.class, () -> read(look, 0, 8));
        var across =
                catchThrowableOfType(MemoryHoleException.class, () -> read(look, 3 * PAGE - 4, 8));
        var far = catchThrowableOfType(MemoryHoleException.class, () -> read(look, -8, 4));

        assertThat(below.gpa()).isZero();
        assertThat(across.gpa()).isEqualTo(3 * PAGE);
        assertThat(far.gpa()).isEqualTo(-8);
        assertThat(guest.roundTrips).hasValue(0);
    }

    @Test
    void keepsNoMorePagesThanItMay() throws IOException {
        byte[] ram = numberedPages(100);
        FakeLiveMemory guest = FakeLiveMemory.of(ram);
        Look look = new Look(guest, 10);
        look.prefetch(IntStream.range(0, 50).mapToObj(page -> (long) page * PAGE).toList());
        assertThat(look.fetchedPages()).isEqualTo(10);

        assertThat(read(look, 0, 100 * PAGE)).isEqualTo(ram);
        assertThat(read(look, 60 * PAGE, 1)).containsExactly(60);

        Arrays.fill(ram, (byte) 111);
        assertThat(read(look, 9 * PAGE, 1)).containsExactly(9);
        assertThat(read(look, 60 * PAGE, 1)).containsExactly(111);
        assertThat(read(look, 9 * PAGE, 2 * PAGE)).startsWith(9).endsWith(111);
    }

    @Test
    void findsThePageAskedForEvenIfItsNeighboursFillTheLook() throws IOException {
        FakeLiveMemory guest =
                new FakeLiveMemory(
                        8 * PAGE, new Extent(0, MemorySegment.ofArray(numberedPages(8))));
        Look look = new Look(guest, 2);

        assertThat(read(look, 7 * PAGE, 1)).containsExactly(7);
        assertThat(look.page(6 * PAGE)).isPresent();
    }

    @Test
    void sweepsWithoutKeepingAndAgreesWithWhatIsKept() throws IOException {
        byte[] ram = numberedPages(16);
        FakeLiveMemory guest = FakeLiveMemory.of(ram);
        Look look = new Look(guest);
        read(look, 3 * PAGE, 1);
        Arrays.fill(ram, (byte) 99);

        byte[] swept = new byte[8 * PAGE - 20];
        look.sweep(10, MemorySegment.ofArray(swept));

        assertThat(swept[0]).isEqualTo((byte) 99);
        assertThat(Arrays.copyOfRange(swept, 3 * PAGE - 10, 4 * PAGE - 10)).containsOnly(3);
        assertThat(swept[4 * PAGE - 10]).isEqualTo((byte) 99);
        assertThat(look.fetchedPages()).isEqualTo(1);
        assertThatThrownBy(() -> look.sweep(15 * PAGE, MemorySegment.ofArray(new byte[2 * PAGE])))
                .isInstanceOf(MemoryHoleException.class);
    }

    @Test
    void looksThroughAMappedDump() throws IOException {
        byte[] ram = numberedPages(4);
        SegmentMemory dump =
                new SegmentMemory(List.of(new Extent(0, MemorySegment.ofArray(ram))), false);
        Look look = new Look(dump);

        assertThat(look.mapped(PAGE, 2 * PAGE)).isPresent();
        assertThat(look.page(PAGE)).isPresent();
        assertThat(read(look, 3 * PAGE, 4)).containsOnly(3);
        look.prefetch(List.of(0L));
        assertThat(look.fetchedPages()).isZero();
        assertThat(look.isLive()).isFalse();
    }

    @Test
    void givesNoViewIntoALiveGuest() throws IOException {
        Look look = new Look(FakeLiveMemory.of(numberedPages(1)));

        assertThat(look.mapped(0, 1)).isEmpty();
        assertThat(look.page(0).orElseThrow().isReadOnly()).isTrue();
        assertThat(look.isLive()).isTrue();
    }

    @Test
    void startsOverAfterClose() throws IOException {
        byte[] ram = numberedPages(1);
        Look look = new Look(FakeLiveMemory.of(ram));
        read(look, 0, 1);
        ram[0] = 7;

        look.close();

        assertThat(read(look, 0, 1)).containsExactly(7);
    }

    @Test
    void refusesALookThatKeepsNothing() {
        assertThatThrownBy(() -> new Look(FakeLiveMemory.of(new byte[PAGE]), 0))
                .hasMessage("maxPages = 0");
    }

    @Test
    void givesEveryThreadTheSameBytesWhileTheGuestWrites() throws Exception {
        int pageCount = 64;
        byte[] ram = numberedPages(pageCount);
        FakeLiveMemory guest = FakeLiveMemory.of(ram);
        Look look = new Look(guest);
        Callable<byte[]> reader =
                () -> {
                    byte[] seen = new byte[pageCount];
                    for (int i = 0; i < 20_000; i++) {
                        int page = ThreadLocalRandom.current().nextInt(pageCount);
                        ram[page * PAGE] = (byte) ThreadLocalRandom.current().nextInt(1, 128);
                        byte value = read(look, (long) page * PAGE, 1)[0];
                        if (seen[page] != 0 && seen[page] != value) {
                            throw new AssertionError("page " + page + " changed within the look");
                        }
                        seen[page] = value;
                    }
                    return seen;
                };
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<byte[]>> results =
                    threads.invokeAll(List.of(reader, reader, reader, reader));
            byte[] first = result(results.getFirst());
            for (Future<byte[]> other : results) {
                assertThat(result(other)).isEqualTo(first);
            }
        }
    }

    private static byte[] result(Future<byte[]> future)
            throws InterruptedException, ExecutionException {
        return future.get();
    }
}
