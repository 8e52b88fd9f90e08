package dev.yagura.kernel.walk;

import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Node layouts are those of 6.1 to 7.2: 16 slots in a range node, 10 in an allocation node. */
class MapleTreeWalkTest {
    private static final int LEAF = 1;
    private static final int RANGE = 2;
    private static final int ARANGE = 3;
    private static final long RANGE_SLOTS = 8 + 15 * 8;
    private static final long ARANGE_SLOTS = 8 + 9 * 8;
    private static final long ROOT = 8;

    private final FakeGuest guest = new FakeGuest();
    private long tree;
    private long nextNode;

    @BeforeEach
    void definesTypes() {
        guest.types()
                .enumeration(
                        "maple_type",
                        Map.of("maple_leaf_64", 1L, "maple_range_64", 2L, "maple_arange_64", 3L))
                .struct(
                        "maple_range_64",
                        256,
                        at(0, "parent", U64),
                        at(8, "pivot", array(U64, 15)),
                        at(RANGE_SLOTS, "slot", array(VOID_POINTER, 16)))
                .struct(
                        "maple_arange_64",
                        256,
                        at(0, "parent", U64),
                        at(8, "pivot", array(U64, 9)),
                        at(ARANGE_SLOTS, "slot", array(VOID_POINTER, 10)))
                .struct("maple_tree", 16, at(0, "ma_flags", U32), at(ROOT, "ma_root", U64));
        tree = guest.allocate(16);
        nextNode = guest.allocate(64 * 256) + 255 & -256;
    }

    /** Makes a node and returns the encoded pointer to it. */
    private long node(int type) {
        long gva = nextNode;
        nextNode += 256;
        return gva | type << 3 | 2;
    }

    private void slot(long node, int slot, long last, long entry) {
        long gva = node & -256;
        boolean arange = (node >>> 3 & 15) == ARANGE;
        if (slot < (arange ? 9 : 15)) {
            guest.u64(gva + 8 + 8L * slot, last);
        }
        guest.u64(gva + (arange ? ARANGE_SLOTS : RANGE_SLOTS) + 8L * slot, entry);
    }

    private Walk<RangeEntry> walk() throws IOException {
        return walk(WalkLimits.DEFAULT);
    }

    private Walk<RangeEntry> walk(WalkLimits limits) throws IOException {
        return new Walks(StructViews.of(guest.kernel()), limits).maple(tree);
    }

    private static WalkEnd.Cut cut(Walk<?> walk) {
        return (WalkEnd.Cut) walk.end();
    }

    @Test
    void emptyTreeIsComplete() throws IOException {
        assertThat(walk().complete()).isEmpty();
    }

    @Test
    void singleEntryLiesInTheRootItself() throws IOException {
        guest.u64(tree + ROOT, 0x1000);

        assertThat(walk().complete()).containsExactly(new RangeEntry(0, 0, 0x1000));
    }

    @Test
    void leafWithGapsGivesRanges() throws IOException {
        long leaf = node(LEAF);
        guest.u64(tree + ROOT, leaf);
        slot(leaf, 0, 0xfff, 0); // a gap
        slot(leaf, 1, 0x1fff, 0x5000);
        slot(leaf, 2, 0x2fff, 1030); // XA_ZERO_ENTRY
        slot(leaf, 3, 0, 0x6000); // pivot 0: up to the node's end

        assertThat(walk().complete())
                .containsExactly(
                        new RangeEntry(0x1000, 0x1fff, 0x5000), new RangeEntry(0x3000, -1, 0x6000));
    }

    @Test
    void fullLeafUsesItsLastSlotWithoutPivot() throws IOException {
        long leaf = node(LEAF);
        guest.u64(tree + ROOT, leaf);
        for (int i = 0; i < 16; i++) {
            slot(leaf, i, 0x1000L * (i + 1) - 1, 0x10000 + 8L * i);
        }

        assertThat(walk().complete())
                .hasSize(16)
                .last()
                .isEqualTo(new RangeEntry(0xf000, -1, 0x10078));
    }

    @Test
    void allocationAndRangeNodesLeadToLeaves() throws IOException {
        long top = node(ARANGE);
        long middle = node(RANGE);
        long left = node(LEAF);
        long right = node(LEAF);
        guest.u64(tree + ROOT, top);
        slot(top, 0, 0xffff, middle);
        slot(top, 1, -1, right);
        slot(middle, 0, 0xffff, left);
        slot(left, 0, 0xffff, 0x5000);
        slot(right, 0, -1, 0x6000);

        assertThat(walk().complete())
                .containsExactly(
                        new RangeEntry(0, 0xffff, 0x5000), new RangeEntry(0x10000, -1, 0x6000));
    }

    @Test
    void cyclesDeadNodesAndUnknownTypesAreCut() throws IOException {
        long top = node(RANGE);
        guest.u64(tree + ROOT, top);
        slot(top, 0, -1, top);
        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.CYCLE);

        guest.u64(top & -256, top & -256);
        assertThat(cut(walk()).detail()).isEqualTo("is a dead node, its own parent");

        guest.u64(tree + ROOT, node(7));
        assertThat(cut(walk()).detail()).startsWith("has node type 7, expected one of");
    }

    @Test
    void pivotsThatDescendOrLeaveTheNodeAreCut() throws IOException {
        long top = node(RANGE);
        long leaf = node(LEAF);
        guest.u64(tree + ROOT, top);
        slot(top, 0, 0xffff, leaf);
        slot(leaf, 0, 0x1ffff, 0x5000);
        assertThat(cut(walk()).detail()).isEqualTo("pivot[0] is 0x1ffff, expected 0x0..0xffff");

        slot(leaf, 0, 0xfff, 0x5000);
        slot(leaf, 1, 0x800, 0x6000);
        assertThat(cut(walk()).detail()).isEqualTo("pivot[1] is 0x800, expected 0x1000..0xffff");
    }

    @Test
    void missingChildOfAnInnerNodeIsCut() throws IOException {
        long top = node(RANGE);
        guest.u64(tree + ROOT, top);

        assertThat(cut(walk()).detail()).isEqualTo("has no child for a range it covers");
    }

    @Test
    void depthAndCountAreLimited() throws IOException {
        long top = node(RANGE);
        guest.u64(tree + ROOT, top);
        long at = top;
        for (int i = 0; i < 5; i++) {
            long child = node(i == 4 ? LEAF : RANGE);
            slot(at, 0, -1, child);
            at = child;
        }
        slot(at, 0, -1, 0x5000);

        assertThat(walk().complete()).hasSize(1);
        assertThat(cut(walk(new WalkLimits(100, 5))).reason()).isEqualTo(WalkEnd.Reason.LIMIT);
        assertThat(cut(walk(new WalkLimits(5, 100))).reason()).isEqualTo(WalkEnd.Reason.LIMIT);
    }

    @Test
    void unmappedNodeIsCut() throws IOException {
        guest.u64(tree + ROOT, 0xffff_c900_0000_0000L | LEAF << 3 | 2);

        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.NOT_MAPPED);
    }

    @Test
    void kernelWithoutMapleTreesIsALayoutError() {
        guest.types().enumeration("maple_type", Map.of());

        assertThatThrownBy(this::walk)
                .isInstanceOf(KernelLayoutException.class)
                .hasMessage("kernel 6.1.0-fake: struct maple_type: maple_leaf_64: not found");
    }
}
