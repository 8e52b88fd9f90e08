package dev.yagura.kernel.view;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeGuest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused when a view is compiled, and how it is said. */
class ViewCheckTest {
    private final FakeGuest guest = new FakeGuest();

    @KernelStruct("boat")
    interface WithoutField extends StructView {
        @KernelField({"__state", "state"})
        int state();
    }

    @KernelStruct({"raft", "canoe"})
    interface WithoutStruct extends StructView {
        int crew();
    }

    @KernelStruct("boat")
    interface TooNarrow extends StructView {
        int cargo();
    }

    @KernelStruct("boat")
    interface WrongStruct extends StructView {
        @Nullable WithoutStruct mast() throws IOException;
    }

    @KernelStruct("boat")
    interface SilentReader extends StructView {
        @KernelField("mast->height")
        int height();
    }

    @KernelStruct("boat")
    interface ArrowWithoutPointer extends StructView {
        @KernelField("hull->length")
        int length() throws IOException;
    }

    @KernelStruct("boat")
    interface PastTheArray extends StructView {
        @KernelField("oars[4]")
        int oar();
    }

    @KernelStruct("boat")
    interface UnknownReturn extends StructView {
        Thread crew();
    }

    @KernelStruct("boat")
    interface BadPath extends StructView {
        @KernelField("crew..x")
        int crew();
    }

    @KernelStruct("boat")
    interface WithParameter extends StructView {
        int crew(int deck);
    }

    interface NotAnnotated extends StructView {
        int crew();
    }

    @KernelStruct("boat")
    interface WideBoat extends StructView {
        int crew();

        @KernelField("log")
        byte[] log() throws IOException;

        @KernelField("stern_light")
        int sternLight();
    }

    @BeforeEach
    void definesTypes() {
        guest.types()
                .struct("hull", 8, at(0, "length", S32))
                .struct("mast", 8, at(0, "height", S32))
                .struct(
                        "boat",
                        8192,
                        at(0, "crew", S32),
                        at(8, "cargo", U64),
                        at(16, "mast", pointerTo("mast")),
                        at(24, "hull", named("hull")),
                        at(32, "oars", array(S32, 4)),
                        at(64, "log", array(CHAR, 1024)),
                        at(8000, "stern_light", S32));
    }

    private void refuses(
            Class<? extends StructView> view, Class<? extends Throwable> as, String message) {
        StructViews views = StructViews.of(guest.kernel());
        assertThatThrownBy(() -> views.type(view)).isExactlyInstanceOf(as).hasMessage(message);
    }

    @Test
    void missingFieldNamesKernelStructAndField() {
        refuses(
                WithoutField.class,
                KernelLayoutException.class,
                "kernel 6.1.0-fake: struct boat: __state or state: not found");
    }

    @Test
    void missingStructNamesKernelAndStruct() {
        refuses(
                WithoutStruct.class,
                KernelLayoutException.class,
                "kernel 6.1.0-fake: struct raft or canoe: not found");
    }

    @Test
    void fieldsThatDoNotFitAreRefused() {
        refuses(
                TooNarrow.class,
                KernelLayoutException.class,
                "kernel 6.1.0-fake: struct boat: cargo: is long unsigned int, expected what cargo"
                        + " can be read as int");
        refuses(
                WrongStruct.class,
                KernelLayoutException.class,
                "kernel 6.1.0-fake: struct boat: mast: is pointer to struct mast, expected what"
                        + " mast can be read as "
                        + WithoutStruct.class.getName());
        refuses(
                ArrowWithoutPointer.class,
                KernelLayoutException.class,
                "kernel 6.1.0-fake: struct boat: hull->length: -> before length follows no"
                        + " pointer");
        refuses(
                PastTheArray.class,
                KernelLayoutException.class,
                "kernel 6.1.0-fake: struct boat: oars[4]: has 4 elements");
    }

    @Test
    void mistakesOfTheAuthorAreUnchecked() {
        refuses(
                SilentReader.class,
                IllegalArgumentException.class,
                "SilentReader.height: reads mast->height when called, expected \"throws"
                        + " IOException\"");
        refuses(
                UnknownReturn.class,
                IllegalArgumentException.class,
                "UnknownReturn.crew: returns class java.lang.Thread, expected a type that"
                        + " StructView lists");
        refuses(
                BadPath.class,
                IllegalArgumentException.class,
                "BadPath.crew: field path is \"crew..x\", expected members such as"
                        + " \"mm->exe_file\" or \"a[2].b\"");
        refuses(
                WithParameter.class,
                IllegalArgumentException.class,
                "WithParameter.crew: takes parameters, expected none");
        refuses(
                NotAnnotated.class,
                IllegalArgumentException.class,
                NotAnnotated.class.getName() + ": expected an interface with @KernelStruct");
    }

    @Test
    void fieldsFarApartAreCopiedInPieces() throws IOException {
        long boat = guest.allocate(8192);
        guest.u32(boat, 3).u32(boat + 8000, 1).bytes(boat + 64, (byte) 7);
        SnapshotPlan plan =
                SnapshotPlan.of(
                        List.of(
                                new SnapshotPlan.Wanted(8000, 4),
                                new SnapshotPlan.Wanted(0, 4),
                                new SnapshotPlan.Wanted(100, 8),
                                new SnapshotPlan.Wanted(2, 4)));

        WideBoat view = StructViews.of(guest.kernel()).at(WideBoat.class, boat);

        assertThat(plan.pieces())
                .containsExactly(
                        new SnapshotPlan.Piece(0, 108, 0), new SnapshotPlan.Piece(8000, 4, 108));
        assertThat(view.crew()).isEqualTo(3);
        assertThat(view.sternLight()).isEqualTo(1);
        assertThat(view.log()).hasSize(1024).startsWith(7);
    }

    @Test
    void offsetsOfMembersNeedNoView() throws IOException {
        StructViews views = StructViews.of(guest.kernel());

        assertThat(views.offsetOf("boat", "nowhere", "hull.length")).isEqualTo(24);
        assertThat(views.sizeOf("mast")).isEqualTo(8);
        assertThat(views.has("boat", "crew")).isTrue();
        assertThat(views.has("boat", "captain")).isFalse();
        assertThatThrownBy(() -> views.offsetOf("boat", "mast.height"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
