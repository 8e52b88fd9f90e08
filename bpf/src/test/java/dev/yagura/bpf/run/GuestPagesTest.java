package dev.yagura.bpf.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.memory.paging.PageNotPresentException;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuestPagesTest {
    private static final long BASE = 0xFFFF_8880_0000_0000L;
    private static final int PAGES = 3000;

    private final byte[] memory = new byte[PAGES << 12];
    private int reads;

    private void read(long gva, MemorySegment destination) throws IOException {
        reads++;
        long from = gva - BASE;
        if (from < 0 || from + destination.byteSize() > memory.length) {
            throw new PageNotPresentException(gva, new Translation.NonCanonical());
        }
        destination.copyFrom(MemorySegment.ofArray(memory).asSlice(from, destination.byteSize()));
    }

    @Test
    void loadsAreTheGuestsBytesWhereverTheyBegin() throws Trap, IOException {
        Random random = new Random(1);
        random.nextBytes(memory);
        GuestPages pages = new GuestPages(this::read);
        for (int i = 0; i < 200_000; i++) {
            int bytes = 1 << random.nextInt(4);
            // At first few pages, then more than are kept; often about the end of one.
            int page = random.nextInt(i < 50_000 ? 40 : PAGES - 1);
            int offset = random.nextBoolean() ? random.nextInt(4096) : 4088 + random.nextInt(8);
            int from = (page << 12) + offset;
            long expected = 0;
            for (int part = 0; part < bytes; part++) {
                expected |= (memory[from + part] & 0xFFL) << (8 * part);
            }
            assertThat(pages.load(BASE + from, bytes))
                    .as("%d bytes at 0x%x", bytes, from)
                    .isEqualTo(expected);
        }
        int before = reads;
        pages.load(BASE + 8, 8);
        pages.load(BASE + 16, 8);
        pages.load(BASE + 13, 8);
        assertThat(reads - before).isLessThanOrEqualTo(1);
    }

    /** As many pages apart as are kept at most: however many are, the two have one place. */
    @Test
    void aPageThatTookTheOthersPlaceIsNotTakenForIt() throws Trap, IOException {
        new Random(2).nextBytes(memory);
        GuestPages pages = new GuestPages(this::read);
        int apart = 1024 << 12;
        for (int i = 0; i < 4; i++) {
            for (int from : new int[] {64, 65, apart + 64}) {
                assertThat(pages.load(BASE + from, 1)).isEqualTo(memory[from] & 0xFFL);
            }
        }
        assertThat(reads).as("pages that were read again").isEqualTo(8);
    }

    @Test
    void whatIsMissingIsNotTakenForWhatWasThere() throws Trap, IOException {
        GuestPages pages = new GuestPages(this::read);
        pages.load(BASE, 8);
        long behind = BASE + memory.length;

        for (long gva : new long[] {behind, behind - 4, BASE + (1L << 40)}) {
            assertThatThrownBy(() -> pages.load(gva, 8)).isInstanceOf(Trap.class);
        }
        assertThat(pages.load(behind - 8, 8)).isZero();
    }
}
