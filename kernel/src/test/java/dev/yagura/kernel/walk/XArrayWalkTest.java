package dev.yagura.kernel.walk;

import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class XArrayWalkTest {
    private static final long HEAD = 8;
    private static final long SLOTS = 40;

    private final FakeGuest guest = new FakeGuest();
    private long idr;

    private void defineNode(CType slots) {
        guest.types().struct("xa_node", 576, at(0, "shift", U8), at(SLOTS, "slots", slots));
    }

    @BeforeEach
    void definesTypes() {
        guest.types()
                .struct("xarray", 16, at(0, "xa_flags", U32), at(HEAD, "xa_head", VOID_POINTER))
                .struct("idr", 24, at(0, "idr_rt", named("xarray")), at(16, "idr_base", U32));
        defineNode(array(VOID_POINTER, 64));
        idr = guest.allocate(24);
    }

    /** Makes a node and returns the entry that points to it. */
    private long node(int shift) {
        long gva = guest.allocate(576);
        guest.bytes(gva, (byte) shift);
        return gva + 2;
    }

    private void slot(long node, int slot, long entry) {
        guest.u64(node - 2 + SLOTS + 8L * slot, entry);
    }

    private Walk<IndexedEntry> walk() throws IOException {
        return walk(WalkLimits.DEFAULT);
    }

    private Walk<IndexedEntry> walk(WalkLimits limits) throws IOException {
        return new Walks(StructViews.of(guest.kernel()), limits).idr(idr);
    }

    private static WalkEnd.Cut cut(Walk<?> walk) {
        return (WalkEnd.Cut) walk.end();
    }

    @Test
    void emptyArrayIsComplete() throws IOException {
        assertThat(walk().complete()).isEmpty();
    }

    @Test
    void singleEntryLiesInTheHeadItself() throws IOException {
        guest.u64(idr + HEAD, 0x1000);

        assertThat(walk().complete()).containsExactly(new IndexedEntry(0, 0x1000));
    }

    @Test
    void numbersAreIndicesPlusTheBase() throws IOException {
        long top = node(6);
        long low = node(0);
        long high = node(0);
        guest.u64(idr + HEAD, top).u32(idr + 16, 1000);
        slot(top, 0, low);
        slot(top, 63, high);
        slot(low, 1, 0x1000);
        slot(low, 63, 0x2000);
        slot(high, 0, 0x3001); // a tagged integer

        assertThat(walk().complete())
                .containsExactly(
                        new IndexedEntry(1001, 0x1000),
                        new IndexedEntry(1063, 0x2000),
                        new IndexedEntry(1000 + 63 * 64, 0x3001));
        assertThat(Walks.of(StructViews.of(guest.kernel())).xarray(idr).complete())
                .extracting(IndexedEntry::index)
                .containsExactly(1L, 63L, 63L * 64);
    }

    @Test
    void retryZeroAndSiblingMarksAreNoEntries() throws IOException {
        long top = node(0);
        guest.u64(idr + HEAD, top);
        slot(top, 0, 1026); // XA_RETRY_ENTRY
        slot(top, 1, 1030); // XA_ZERO_ENTRY
        slot(top, 2, 6); // sibling of slot 1
        slot(top, 3, 0x1000);

        assertThat(walk().complete()).containsExactly(new IndexedEntry(3, 0x1000));
    }

    @Test
    void entryHasTheIndicesOfItsSiblings() throws IOException {
        long top = node(6);
        long low = node(0);
        guest.u64(idr + HEAD, top);
        slot(top, 0, low);
        slot(low, 4, 0x1000);
        slot(low, 5, 18); // sibling of slot 4
        slot(low, 6, 14); // of slot 3: not one of the entry before
        slot(top, 2, 0x2000);
        slot(top, 3, 10); // sibling of slot 2

        assertThat(Walks.of(StructViews.of(guest.kernel())).xarrayRanges(idr).complete())
                .containsExactly(new RangeEntry(4, 5, 0x1000), new RangeEntry(128, 255, 0x2000));
    }

    @Test
    void smallKernelsHaveSixteenSlots() throws IOException {
        defineNode(array(VOID_POINTER, 16));
        long top = node(4);
        long low = node(0);
        guest.u64(idr + HEAD, top);
        slot(top, 15, low);
        slot(low, 2, 0x1000);

        assertThat(walk().complete()).containsExactly(new IndexedEntry(15 * 16 + 2, 0x1000));
    }

    @Test
    void nodeThatHoldsItselfIsCut() throws IOException {
        long top = node(6);
        guest.u64(idr + HEAD, top);
        slot(top, 0, top);

        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.CYCLE);
    }

    @Test
    void oneChildInManySlotsIsCut() throws IOException {
        long top = node(6);
        long low = node(0);
        guest.u64(idr + HEAD, top);
        slot(top, 0, low);
        slot(top, 1, low);

        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.CYCLE);
    }

    @Test
    void wrongShiftsAreCut() throws IOException {
        long top = node(12);
        long low = node(0);
        guest.u64(idr + HEAD, top);
        slot(top, 0, low);
        assertThat(cut(walk()).detail()).isEqualTo("shift is 0, expected 6");

        guest.bytes(top - 2, (byte) 0xff);
        assertThat(cut(walk()).detail())
                .isEqualTo("shift is 255, expected a multiple of 6 below 64");
    }

    @Test
    void unmappedNodeIsCut() throws IOException {
        guest.u64(idr + HEAD, 0xffff_c900_0000_0002L);

        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.NOT_MAPPED);
    }

    @Test
    void moreNodesThanTheLimitAreCut() throws IOException {
        long top = node(6);
        guest.u64(idr + HEAD, top);
        for (int i = 0; i < 64; i++) {
            slot(top, i, node(0));
        }

        assertThat(cut(walk(new WalkLimits(10, 10))).reason()).isEqualTo(WalkEnd.Reason.LIMIT);
    }

    @Test
    void nodeOfUnknownShapeIsALayoutError() {
        defineNode(array(VOID_POINTER, 5));

        assertThatThrownBy(this::walk)
                .isInstanceOf(KernelLayoutException.class)
                .hasMessage("kernel 6.1.0-fake: struct xa_node: slots: is not 16 or 64 pointers");
    }
}
