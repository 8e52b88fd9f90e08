package dev.yagura.kernel.walk;

import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListWalkTest {
    private static final long UNMAPPED = 0xffff_c900_0000_0000L;

    private final FakeGuest guest = new FakeGuest();
    private long head;

    @KernelStruct("car")
    interface Car extends StructView {
        int number();

        @KernelField("train")
        ListHead link();
    }

    @BeforeEach
    void definesTypes() {
        guest.types()
                .struct("list_head", 16, at(0, "next", U64), at(8, "prev", U64))
                .struct("car", 64, at(0, "number", S32), at(24, "train", named("list_head")));
        head = guest.allocate(16);
        guest.u64(head, head).u64(head + 8, head);
    }

    private long car(int number) {
        long gva = guest.allocate(64);
        guest.u32(gva, number);
        return gva;
    }

    /** Links the nodes behind the head, without closing the circle. */
    private void link(long... cars) {
        long at = head;
        for (long car : cars) {
            guest.u64(at, car + 24).u64(car + 32, at);
            at = car + 24;
        }
        guest.u64(at, head).u64(head + 8, at);
    }

    private Walk<Car> walk(WalkLimits limits) throws IOException {
        return new Walks(StructViews.of(guest.kernel()), limits).list(head, Car.class, "train");
    }

    private static WalkEnd.Cut cut(Walk<?> walk) {
        return (WalkEnd.Cut) walk.end();
    }

    @Test
    void emptyListIsComplete() throws IOException {
        assertThat(walk(WalkLimits.DEFAULT).complete()).isEmpty();
    }

    @Test
    void walksStructuresInOrder() throws IOException {
        link(car(3), car(1), car(2));

        Walk<Car> walk = walk(WalkLimits.DEFAULT);

        assertThat(walk.complete()).extracting(Car::number).containsExactly(3, 1, 2);
        assertThat(walk.items().getLast().link().next()).isEqualTo(head);
    }

    @Test
    void cycleThatMissesTheHeadIsCut() throws IOException {
        long first = car(1);
        long second = car(2);
        link(first, second);
        guest.u64(second + 24, first + 24);

        Walk<Car> walk = walk(WalkLimits.DEFAULT);

        assertThat(walk.items()).extracting(Car::number).containsExactly(1, 2);
        assertThat(cut(walk).reason()).isEqualTo(WalkEnd.Reason.CYCLE);
        assertThat(cut(walk).gva()).isEqualTo(first + 24);
        assertThat(cut(walk).from()).isEqualTo(second + 24);
        assertThatThrownBy(walk::complete)
                .isInstanceOfSatisfying(
                        WalkCutException.class,
                        e -> {
                            assertThat(e.reached()).isEqualTo(2);
                            assertThat(e.cut().reason()).isEqualTo(WalkEnd.Reason.CYCLE);
                        })
                .hasMessage(
                        "list at 0x%x: stopped after 2 entries at 0x%x, from 0x%x: was met before",
                        head, first + 24, second + 24);
    }

    @Test
    void nodeThatPointsToItselfIsCut() throws IOException {
        long only = car(1);
        link(only);
        guest.u64(only + 24, only + 24);

        assertThat(cut(walk(WalkLimits.DEFAULT)).reason()).isEqualTo(WalkEnd.Reason.CYCLE);
    }

    @Test
    void listLongerThanTheLimitIsCut() throws IOException {
        link(car(1), car(2), car(3));

        Walk<Car> walk = walk(new WalkLimits(2, 10));

        assertThat(walk.items()).hasSize(2);
        assertThat(cut(walk).reason()).isEqualTo(WalkEnd.Reason.LIMIT);
        assertThat(walk(new WalkLimits(3, 10)).complete()).hasSize(3);
    }

    @Test
    void nullPoisonAndUnmappedNextAreCut() throws IOException {
        long only = car(1);
        link(only);

        guest.u64(only + 24, 0);
        assertThat(cut(walk(WalkLimits.DEFAULT)).reason()).isEqualTo(WalkEnd.Reason.MALFORMED);
        guest.u64(only + 24, 0xdead_0000_0000_0100L); // LIST_POISON1
        assertThat(cut(walk(WalkLimits.DEFAULT)).reason()).isEqualTo(WalkEnd.Reason.NOT_MAPPED);
        guest.u64(only + 24, UNMAPPED);
        assertThat(cut(walk(WalkLimits.DEFAULT)).reason()).isEqualTo(WalkEnd.Reason.NOT_MAPPED);
        guest.u64(only + 24, only + 25);
        assertThat(cut(walk(WalkLimits.DEFAULT)).reason()).isEqualTo(WalkEnd.Reason.MALFORMED);
    }

    @Test
    void unmappedHeadIsCutBeforeTheFirstEntry() throws IOException {
        Walk<Long> walk = Walks.of(StructViews.of(guest.kernel())).list(UNMAPPED);

        assertThat(walk.items()).isEmpty();
        assertThat(cut(walk).gva()).isEqualTo(UNMAPPED);
    }

    @Test
    void structureOnAMissingPageIsCutAlthoughItsLinkIsThere() throws IOException {
        long page = (guest.allocate(3 * 4096) + 4096) & -4096;
        long car = page + 4096 - 16; // its number lies on the first page, its link on the second
        link(car);
        guest.unmap(page);

        Walk<Car> walk = walk(WalkLimits.DEFAULT);

        assertThat(walk.items()).isEmpty();
        assertThat(cut(walk).reason()).isEqualTo(WalkEnd.Reason.NOT_MAPPED);
    }

    @Test
    void bucketEndsWithNullOrWithNullsMarker() throws IOException {
        long bucket = guest.allocate(8);
        long first = guest.allocate(16);
        long second = guest.allocate(16);
        guest.u64(bucket, first).u64(first, second);

        Walks walks = Walks.of(StructViews.of(guest.kernel()));
        assertThat(walks.hlist(bucket).complete()).containsExactly(first, second);

        guest.u64(second, 0x2f); // odd: hlist_nulls ends so
        walks = Walks.of(StructViews.of(guest.kernel()));
        assertThat(walks.hlist(bucket).complete()).containsExactly(first, second);

        guest.u64(second, first);
        walks = Walks.of(StructViews.of(guest.kernel()));
        assertThat(cut(walks.hlist(bucket)).reason()).isEqualTo(WalkEnd.Reason.CYCLE);
    }

    @Test
    void limitsThatForbidEverythingAreRefused() {
        assertThatThrownBy(() -> new WalkLimits(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WalkLimits(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
