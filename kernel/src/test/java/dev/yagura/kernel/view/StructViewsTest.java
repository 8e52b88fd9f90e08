package dev.yagura.kernel.view;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S16;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.S64;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.bits;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static dev.yagura.kernel.fixture.FakeTypes.union;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.types.CType;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StructViewsTest {
    private final FakeGuest guest = new FakeGuest();
    private long ship;

    enum Rig {
        RIG_SLOOP,
        RIG_BRIG
    }

    @KernelStruct({"ship_new", "ship"})
    interface Ship extends StructView {
        int crew();

        @KernelField("crew")
        long crewAsLong();

        long tonnage();

        @KernelField("tonnage")
        int tonnageBits();

        int draft();

        boolean afloat();

        @KernelField("flags_low")
        int low();

        int flagsHigh();

        String name();

        String motto() throws IOException;

        @KernelField("motto")
        Optional<String> perhapsMotto() throws IOException;

        Rig rig() throws IOException;

        @KernelField("rig")
        String rigName();

        @KernelField("depth[2]")
        int thirdDepth();

        int[] depth();

        @KernelField("name")
        byte[] rawName();

        Place berth();

        @KernelField({"__captain", "captain"})
        @Nullable Person captain() throws IOException;

        @KernelField("captain->age")
        int captainsAge() throws IOException;

        @KernelField("captain.home.x")
        OptionalLong captainsHome() throws IOException;

        @KernelField("captain.age")
        OptionalInt optionalAge() throws IOException;

        @KernelField("inner_left")
        int anonymousMember();

        int references();

        OptionalInt neverThere();

        @KernelField("never.there")
        Optional<String> neverThereEither();

        List<Place> ports() throws IOException;

        List<Person> guests() throws IOException;

        long cargo();

        default int twiceTheCrew() {
            return 2 * crew();
        }
    }

    @KernelStruct("place")
    interface Place extends StructView {
        int x();

        long y();
    }

    @KernelStruct("person")
    interface Person extends StructView {
        int age();

        Place home();
    }

    @BeforeEach
    void buildsGuest() {
        guest.types()
                .struct("place", 16, at(0, "x", S32), at(8, "y", S64))
                .struct("person", 32, at(4, "age", S32), at(16, "home", named("place")))
                .enumeration("rig", Map.of("RIG_SLOOP", 3L, "RIG_BRIG", 7L))
                .struct(
                        "ship",
                        2048,
                        at(0, "crew", S32),
                        at(8, "tonnage", U32),
                        at(12, "draft", S16),
                        at(14, "afloat", U8),
                        bits(15 * 8 + 1, 3, "flags_low", U32),
                        bits(15 * 8 + 4, 12, "flags_high", S32),
                        at(18, "name", array(CHAR, 16)),
                        at(40, "motto", new CType.Pointer(CHAR)),
                        at(48, "rig", new CType.Enumeration("rig", 4, false)),
                        at(52, "depth", array(S16, 3)),
                        at(64, "berth", named("place")),
                        at(1024, "captain", pointerTo("person")),
                        at(
                                1032,
                                "",
                                union(
                                        8,
                                        at(
                                                0,
                                                "",
                                                anonymous(
                                                        8,
                                                        at(0, "inner_left", S32),
                                                        at(4, "inner_right", S32))),
                                        at(0, "inner_whole", U64))),
                        at(1040, "references", anonymous(4, at(0, "counter", S32))),
                        at(1048, "ports", array(named("place"), 2)),
                        at(1080, "guests", array(pointerTo("person"), 3)),
                        at(1104, "cargo", VOID_POINTER));
        ship = guest.allocate(2048);
        guest.u32(ship, -5)
                .u32(ship + 8, 0xffff_fff0L)
                .bytes(ship + 12, (byte) 0xfe, (byte) 0xff)
                .bytes(ship + 14, (byte) 1, (byte) 0b1010_1011, (byte) 0x80)
                .text(ship + 18, "Kitty Hawk")
                .u32(ship + 48, 7)
                .bytes(ship + 52, (byte) 1, (byte) 0, (byte) 2, (byte) 0, (byte) -1, (byte) -1)
                .u32(ship + 64, 11)
                .u64(ship + 72, -12)
                .u32(ship + 1032, 44)
                .u32(ship + 1040, 9)
                .u32(ship + 1048, 1)
                .u32(ship + 1064, 2)
                .u64(ship + 1104, 0xdead_0000_0000_0001L);
    }

    private Ship open() throws IOException {
        return StructViews.of(guest.kernel()).at(Ship.class, ship);
    }

    private long person(int age, int x) {
        long gva = guest.allocate(32);
        guest.u32(gva + 4, age).u32(gva + 16, x);
        return gva;
    }

    @Test
    void readsIntegersWithTheirSign() throws IOException {
        Ship view = open();

        assertThat(view.crew()).isEqualTo(-5);
        assertThat(view.crewAsLong()).isEqualTo(-5);
        assertThat(view.tonnage()).isEqualTo(0xffff_fff0L);
        assertThat(view.tonnageBits()).isEqualTo(-16);
        assertThat(view.draft()).isEqualTo(-2);
        assertThat(view.afloat()).isTrue();
        assertThat(view.cargo()).isEqualTo(0xdead_0000_0000_0001L);
        assertThat(view.references()).isEqualTo(9);
        assertThat(view.twiceTheCrew()).isEqualTo(-10);
        assertThat(view.gva()).isEqualTo(ship);
        assertThat(view).hasToString("ship at 0x%x".formatted(ship));
    }

    @Test
    void readsBitFieldsAcrossBytes() throws IOException {
        Ship view = open();

        assertThat(view.low()).isEqualTo(0b101);
        assertThat(view.flagsHigh()).isEqualTo(0xffff_f80a); // sign of 12 bits
    }

    @Test
    void readsTextAndEnumerations() throws IOException {
        guest.u64(ship + 40, guest.allocate(16));
        guest.text(FakeGuest.DATA + 2048, "onward");
        Ship view = open();

        assertThat(view.name()).isEqualTo("Kitty Hawk");
        assertThat(view.rawName()).hasSize(16).startsWith('K', 'i');
        assertThat(view.motto()).isEqualTo("onward");
        assertThat(view.rig()).isEqualTo(Rig.RIG_BRIG);
        assertThat(view.rigName()).isEqualTo("RIG_BRIG");
    }

    @Test
    void textWithoutNulEndsWithItsArray() throws IOException {
        guest.bytes(ship + 18, "0123456789abcdefghij".getBytes(StandardCharsets.US_ASCII));

        assertThat(open().name()).isEqualTo("0123456789abcdef");
    }

    @Test
    void refusesEnumerationValueThatAuthorDoesNotKnow() throws IOException {
        guest.u32(ship + 48, 4);
        Ship view = open();

        assertThat(view.rigName()).isEqualTo("4");
        assertThatThrownBy(view::rig)
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageStartingWith("ship at 0x%x: rig at 0x30 is 4, expected".formatted(ship));
    }

    @Test
    void readsArraysAndEmbeddedStructures() throws IOException {
        Ship view = open();

        assertThat(view.depth()).containsExactly(1, 2, -1);
        assertThat(view.thirdDepth()).isEqualTo(-1);
        assertThat(view.berth().x()).isEqualTo(11);
        assertThat(view.berth().y()).isEqualTo(-12);
        assertThat(view.berth().gva()).isEqualTo(ship + 64);
        assertThat(view.anonymousMember()).isEqualTo(44);
        assertThat(view.ports()).extracting(Place::x).containsExactly(1, 2);
    }

    @Test
    void followsPointersAndChains() throws IOException {
        long captain = person(51, 77);
        guest.u64(ship + 1024, captain).u64(ship + 1088, captain);
        Ship view = open();

        assertThat(view.captain()).isNotNull();
        assertThat(view.captain().age()).isEqualTo(51);
        assertThat(view.captain().home().x()).isEqualTo(77);
        assertThat(view.captainsAge()).isEqualTo(51);
        assertThat(view.captainsHome()).hasValue(77);
        assertThat(view.optionalAge()).hasValue(51);
        assertThat(view.guests()).extracting(StructView::gva).containsExactly(captain);
    }

    @Test
    void nullPointerIsNullOrEmptyOrAnError() throws IOException {
        Ship view = open();

        assertThat(view.captain()).isNull();
        assertThat(view.perhapsMotto()).isEmpty();
        assertThatThrownBy(view::motto)
                .isInstanceOf(NullGuestPointerException.class)
                .hasMessage("ship at 0x%x: motto goes through a NULL pointer", ship);
        assertThat(view.captainsHome()).isEmpty();
        assertThat(view.optionalAge()).isEmpty();
        assertThatThrownBy(view::captainsAge)
                .isInstanceOf(NullGuestPointerException.class)
                .hasMessage("ship at 0x%x: captain->age goes through a NULL pointer", ship);
    }

    @Test
    void missingOptionalFieldsAreEmpty() throws IOException {
        assertThat(open().neverThere()).isEmpty();
        assertThat(open().neverThereEither()).isEmpty();
    }

    @Test
    void valuesAreThoseOfTheMomentTheViewWasMade() throws IOException {
        Ship view = open();
        guest.u32(ship, 100).u32(ship + 64, 100);

        assertThat(view.crew()).isEqualTo(-5);
        assertThat(view.berth().x()).isEqualTo(11);
    }

    @Test
    void newLookShowsWhatChangedAndKeepsCompiledViews() throws IOException {
        var kernel = guest.kernel();
        StructViews views = StructViews.of(kernel);
        assertThat(views.at(Ship.class, ship).crew()).isEqualTo(-5);
        guest.u32(ship, 100);

        assertThat(views.at(Ship.class, ship).crew()).isEqualTo(-5);
        assertThat(views.with(kernel.again()).at(Ship.class, ship).crew()).isEqualTo(100);
    }

    @Test
    void findsContainerOfAMember() throws IOException {
        long captain = person(30, 5);
        ViewType<Person> people = StructViews.of(guest.kernel()).type(Person.class);

        Person person = people.containerOf(captain + 24, "home.y");

        assertThat(person.gva()).isEqualTo(captain);
        assertThat(person.age()).isEqualTo(30);
        assertThat(people.sizeBytes()).isEqualTo(32);
        assertThat(people.structName()).isEqualTo("person");
    }

    @Test
    void unmappedStructureIsAnErrorWithItsAddress() {
        assertThatThrownBy(
                        () -> StructViews.of(guest.kernel()).at(Ship.class, 0xffff_c000_0000_0000L))
                .isInstanceOfSatisfying(
                        PageNotPresentException.class,
                        e -> assertThat(e.gva()).isEqualTo(0xffff_c000_0000_0000L));
    }

    @Test
    void wildPointerInTheGuestIsAnErrorOnlyWhenFollowed() throws IOException {
        guest.u64(ship + 1024, 0xdead_0000_0000_0100L);
        Ship view = open();

        assertThat(view.crew()).isEqualTo(-5);
        assertThatThrownBy(view::captain).isInstanceOf(PageNotPresentException.class);
    }

    /** A guest chooses its types; it must not choose how many classes this process defines. */
    @Test
    void kernelsWithOtherLayoutsShareOneClass() throws IOException {
        FakeGuest other = new FakeGuest();
        other.types().struct("place", 64, at(32, "x", S16), at(40, "y", S32));
        long place = other.allocate(64);
        other.u32(place + 32, 9).u32(place + 40, -3);

        Place here = StructViews.of(guest.kernel()).at(Place.class, ship + 64);
        Place there = StructViews.of(other.kernel("7.2.13")).at(Place.class, place);

        assertThat(there.getClass()).isSameAs(here.getClass());
        assertThat(here.x()).isEqualTo(11);
        assertThat(there.x()).isEqualTo(9);
        assertThat(there.y()).isEqualTo(-3);
    }
}
