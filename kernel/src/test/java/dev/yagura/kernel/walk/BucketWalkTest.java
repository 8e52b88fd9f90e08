package dev.yagura.kernel.walk;

import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BucketWalkTest {
    private static final long UNMAPPED = 0xffff_c900_0000_0000L;

    private final FakeGuest guest = new FakeGuest();
    private final long table = guest.allocate(3 * 4096);

    private Walks walks(int entries) {
        return new Walks(StructViews.of(guest.kernel()), new WalkLimits(entries, 10));
    }

    private BucketWalk walk(long count, long strideBytes) throws IOException {
        return walks(100).buckets("table", table, count, strideBytes);
    }

    private long node() {
        return guest.allocate(16);
    }

    @Test
    void emptyTableHasNoNodes() throws IOException {
        BucketWalk walk = walk(1024, 8);

        assertThat(walk.isComplete()).isTrue();
        assertThat(walk.nodes()).isEmpty();
        assertThat(walk.container()).isEqualTo("table at 0x%x".formatted(table));
    }

    @Test
    void chainsAreWalkedInTheOrderOfTheBuckets() throws IOException {
        long a = node();
        long b = node();
        long c = node();
        guest.u64(table, a).u64(a, b).u64(table + 1023 * 8, c);

        assertThat(walk(1024, 8).nodes()).containsExactly(a, b, c);
        assertThat(walk(1023, 8).nodes()).containsExactly(a, b);
    }

    @Test
    void nullsEndChainsWhateverTheirNumber() throws IOException {
        long a = node();
        guest.u64(table, 1).u64(table + 8, a).u64(a, 0x2001).u64(table + 16, 5);

        BucketWalk walk = walk(3, 8);

        assertThat(walk.isComplete()).isTrue();
        assertThat(walk.nodes()).containsExactly(a);
    }

    @Test
    void bucketsMayBeWiderThanTheirPointers() throws IOException {
        long a = node();
        long b = node();
        // 24 bytes do not divide a page: bucket 170 lies across the first page's end.
        guest.u64(table + 170 * 24, a).u64(table + 171 * 24, b).u64(table + 8, UNMAPPED);

        BucketWalk walk = walk(300, 24);

        assertThat(walk.isComplete()).isTrue();
        assertThat(walk.nodes()).containsExactly(a, b);
    }

    @Test
    void brokenChainDoesNotHideTheOthers() throws IOException {
        long a = node();
        long b = node();
        guest.u64(table, UNMAPPED).u64(table + 8, a).u64(a, 0x1234_5674L).u64(table + 16, b);

        BucketWalk walk = walk(3, 8);

        assertThat(walk.nodes()).containsExactly(a, b);
        assertThat(walk.cuts())
                .extracting(WalkEnd.Cut::reason)
                .containsExactly(WalkEnd.Reason.NOT_MAPPED, WalkEnd.Reason.MALFORMED);
    }

    @Test
    void missingPageOfTheTableDoesNotHideTheOthers() throws IOException {
        long a = node();
        guest.u64(table + 1024 * 8, a).unmap(table);

        BucketWalk walk = walk(1536, 8);

        assertThat(walk.nodes()).containsExactly(a);
        assertThat(walk.cuts())
                .singleElement()
                .satisfies(cut -> assertThat(cut.gva()).isEqualTo(table));
    }

    @Test
    void cyclesAndSharedTailsAreMetOnce() throws IOException {
        long a = node();
        long b = node();
        guest.u64(table, a).u64(a, a).u64(table + 8, b).u64(b, a);

        BucketWalk walk = walk(2, 8);

        assertThat(walk.nodes()).containsExactly(a, b);
        assertThat(walk.cuts())
                .extracting(WalkEnd.Cut::reason)
                .containsExactly(WalkEnd.Reason.CYCLE, WalkEnd.Reason.CYCLE);
    }

    @Test
    void countsWithoutMeasureAreCut() throws IOException {
        long a = node();
        guest.u64(table, a);

        BucketWalk walk = walk(1L << 63, 8);

        assertThat(walk.nodes()).containsExactly(a);
        assertThat(walk.cuts()).hasSizeLessThanOrEqualTo(BucketWalker.MAX_CUTS);
        assertThat(walk.cuts().getFirst().detail())
                .isEqualTo("has 9223372036854775808 buckets, expected 1048576 at most");
    }

    @Test
    void walkGivesUpAfterTooManyBrokenChains() throws IOException {
        for (int i = 0; i < 512; i++) {
            guest.u64(table + 8L * i, UNMAPPED + 4096L * i);
        }
        guest.u64(table + 512 * 8, node());

        BucketWalk walk = walk(1024, 8);

        assertThat(walk.cuts()).hasSize(BucketWalker.MAX_CUTS);
        assertThat(walk.nodes()).isEmpty();
    }

    @Test
    void nodesOfAllChainsTogetherAreLimited() throws IOException {
        for (int i = 0; i < 20; i++) {
            guest.u64(table + 8L * i, node());
        }

        BucketWalk walk = walks(10).buckets("table", table, 20, 8);

        assertThat(walk.nodes()).hasSize(10);
        assertThat(walk.cuts())
                .extracting(WalkEnd.Cut::reason)
                .containsExactly(WalkEnd.Reason.LIMIT);
    }

    @Test
    void tablesThatAreNoneAreRefused() throws IOException {
        assertThat(walks(10).buckets("table", table + 4, 8, 8).isComplete()).isFalse();
        assertThat(walks(10).buckets("table", table, 8, 0).isComplete()).isFalse();
        assertThat(walks(10).buckets("table", table, 8, 12).isComplete()).isFalse();
        assertThat(walks(10).buckets("table", table, 8, 1L << 40).isComplete()).isFalse();
    }

    private long rhashtable(long tableGva) {
        guest.types()
                .struct("rhashtable", 16, at(0, "tbl", U64))
                .struct(
                        "bucket_table",
                        64,
                        at(0, "size", U32),
                        at(4, "nest", U32),
                        at(8, "future_tbl", U64),
                        at(64, "buckets", array(U64, 0)));
        long gva = guest.allocate(16);
        guest.u64(gva, tableGva);
        return gva;
    }

    @Test
    void growingTablesAreWalkedOldAndNew() throws IOException {
        long old = guest.allocate(128);
        long next = guest.allocate(128);
        long a = node();
        long b = node();
        guest.u32(old, 4).u64(old + 8, next).u32(next, 8);
        guest.u64(old + 64, a | 1).u64(a, old + 64 | 1); // The bucket is locked.
        guest.u64(next + 64 + 56, b).u64(b, next + 120 | 1);

        BucketWalk walk = walks(100).rhashtable("names", rhashtable(old));

        assertThat(walk.isComplete()).isTrue();
        assertThat(walk.nodes()).containsExactly(a, b);
    }

    @Test
    void tableThatGrowsIntoItselfEnds() throws IOException {
        long old = guest.allocate(128);
        guest.u32(old, 4).u64(old + 8, old);

        BucketWalk walk = walks(100).rhashtable("names", rhashtable(old));

        assertThat(walk.cuts())
                .singleElement()
                .satisfies(cut -> assertThat(cut.reason()).isEqualTo(WalkEnd.Reason.LIMIT));
    }

    @Test
    void nestedBucketsAreSaid() throws IOException {
        long old = guest.allocate(128);
        guest.u32(old, 4).u32(old + 4, 2);

        assertThat(walks(100).rhashtable("names", rhashtable(old)).cuts())
                .extracting(WalkEnd.Cut::detail)
                .containsExactly("has nested buckets, not read");
    }
}
