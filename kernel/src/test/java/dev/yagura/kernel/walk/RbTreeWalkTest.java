package dev.yagura.kernel.walk;

import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RbTreeWalkTest {
    private static final int RIGHT = 8;
    private static final int LEFT = 16;

    private final FakeGuest guest = new FakeGuest();
    private long root;

    @KernelStruct("entity")
    interface Entity extends StructView {
        int weight();
    }

    @BeforeEach
    void definesTypes() {
        guest.types()
                .struct(
                        "rb_node",
                        24,
                        at(0, "__rb_parent_color", U64),
                        at(8, "rb_right", U64),
                        at(16, "rb_left", U64))
                .struct("rb_root", 8, at(0, "rb_node", U64))
                .struct(
                        "rb_root_cached",
                        16,
                        at(0, "rb_root", named("rb_root")),
                        at(8, "rb_leftmost", U64))
                .struct("entity", 64, at(0, "weight", S32), at(32, "node", named("rb_node")));
        root = guest.allocate(16);
    }

    /** Builds a balanced tree of the weights [from, to) and returns its topmost node. */
    private long balanced(int from, int to) {
        if (from >= to) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        long entity = guest.allocate(64);
        guest.u32(entity, middle)
                .u64(entity + 32 + LEFT, balanced(from, middle))
                .u64(entity + 32 + RIGHT, balanced(middle + 1, to));
        return entity + 32;
    }

    private Walk<Entity> walk() throws IOException {
        return walk(WalkLimits.DEFAULT);
    }

    private Walk<Entity> walk(WalkLimits limits) throws IOException {
        return new Walks(StructViews.of(guest.kernel()), limits).tree(root, Entity.class, "node");
    }

    private static WalkEnd.Cut cut(Walk<?> walk) {
        return (WalkEnd.Cut) walk.end();
    }

    @Test
    void emptyTreeIsComplete() throws IOException {
        assertThat(walk().complete()).isEmpty();
    }

    @Test
    void walksInOrder() throws IOException {
        guest.u64(root, balanced(0, 100));

        assertThat(walk().complete())
                .extracting(Entity::weight)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void cachedRootIsWalkedAsTheTreeInIt() throws IOException {
        guest.u64(root, balanced(0, 3)).u64(root + 8, 1);
        StructViews views = StructViews.of(guest.kernel());
        RbRootCached cached = views.at(RbRootCached.class, root);

        assertThat(Walks.of(views).tree(cached.root().gva()).complete()).hasSize(3);
        assertThat(cached.leftmost()).isEqualTo(1);
        assertThat(cached.root().node()).isNotZero();
    }

    @Test
    void childThatIsItsOwnParentIsCut() throws IOException {
        long top = balanced(0, 1);
        guest.u64(root, top).u64(top + LEFT, top);
        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.CYCLE);

        guest.u64(top + LEFT, 0).u64(top + RIGHT, top);
        Walk<Entity> right = walk();
        assertThat(right.items()).hasSize(1);
        assertThat(cut(right).reason()).isEqualTo(WalkEnd.Reason.CYCLE);
    }

    @Test
    void chainDeeperThanAnyBalancedTreeIsCut() throws IOException {
        long child = 0;
        for (int i = 0; i <= WalkLimits.MAX_TREE_DEPTH; i++) {
            long node = balanced(i, i + 1);
            guest.u64(node + LEFT, child);
            child = node;
        }
        guest.u64(root, child);

        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.LIMIT);
    }

    @Test
    void moreNodesThanTheLimitAreCut() throws IOException {
        guest.u64(root, balanced(0, 8));

        Walk<Entity> walk = walk(new WalkLimits(5, 10));

        assertThat(cut(walk).reason()).isEqualTo(WalkEnd.Reason.LIMIT);
        assertThat(walk.items()).hasSizeLessThan(6);
    }

    @Test
    void unmappedAndOddChildrenAreCut() throws IOException {
        long top = balanced(0, 1);
        guest.u64(root, top).u64(top + RIGHT, 0xffff_c900_0000_0000L);
        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.NOT_MAPPED);

        guest.u64(top + RIGHT, top + 1);
        assertThat(cut(walk()).reason()).isEqualTo(WalkEnd.Reason.MALFORMED);
    }
}
