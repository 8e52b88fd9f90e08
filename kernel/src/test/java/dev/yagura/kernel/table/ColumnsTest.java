package dev.yagura.kernel.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Column.Kind;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.memory.paging.PageNotPresentException;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    private record Thing(String name, long gva) {}

    private static final List<Thing> THINGS =
            List.of(new Thing("one", 0xffff_8880_0000_1000L), new Thing("two", 0));

    private static void list(TableContext context, RowSink<Thing> rows) throws IOException {
        for (Thing thing : THINGS) {
            rows.add(thing);
        }
    }

    private static String readable(Thing thing) throws IOException {
        if (thing.gva() == 0) {
            throw new PageNotPresentException(0x1000, new Translation.NonCanonical());
        }
        return thing.name();
    }

    private static TableContext context() {
        KernelIdentity identity =
                new KernelIdentity("Linux", "6.1", 0, 0, 0, 4, 0, 0, 0, "none", "none");
        return new TableContext(
                Linux.of(new FakeGuest().kernel()), identity, OptionalInt.empty(), false);
    }

    @Test
    void namesEachValueInTheOrderOfTheColumns() throws IOException {
        GuestTable table =
                Columns.<Thing>of()
                        .text("name", "its name", Thing::name)
                        .hex("gva", "where it is", Thing::gva)
                        .more()
                        .hexOrNone("orNone", "the same", Thing::gva)
                        .list("list", "its letters", thing -> List.of("a", "b"))
                        .table("things", "all things", ColumnsTest::list);

        TableRows rows = table.read(context());

        assertThat(rows.isWhole()).isTrue();
        assertThat(rows.rows())
                .containsExactly(
                        Row.of(
                                "name", "one",
                                "gva", "0xffff888000001000",
                                "orNone", "0xffff888000001000",
                                "list", List.of("a", "b")),
                        Row.of(
                                "name",
                                "two",
                                "gva",
                                "0x0",
                                "orNone",
                                null,
                                "list",
                                List.of("a", "b")));
        assertThat(table.columns())
                .extracting(Column::kind, Column::brief)
                .containsExactly(
                        tuple(Kind.TEXT, true),
                        tuple(Kind.HEX, true),
                        tuple(Kind.HEX, false),
                        tuple(Kind.LIST, false));
    }

    @Test
    void doesNotReadWhatIsNotWanted() throws IOException {
        GuestTable table =
                Columns.<Thing>of()
                        .text("name", "its name", Thing::name)
                        .more()
                        .text("detail", "what cannot be read", ColumnsTest::readable)
                        .table("things", "all things", ColumnsTest::list);
        TableContext all = context();
        TableContext brief =
                new TableContext(all.linux(), all.identity(), OptionalInt.empty(), true);

        assertThat(table.read(all).isWhole()).isFalse();
        assertThat(table.read(brief))
                .isEqualTo(
                        new TableRows(
                                List.of(Row.of("name", "one"), Row.of("name", "two")), List.of()));
    }

    @Test
    void tellsAnObjectThatCannotBeReadAndListsTheOthers() throws IOException {
        GuestTable table =
                Columns.<Thing>of()
                        .text("name", "its name", ColumnsTest::readable)
                        .table("things", "all things", ColumnsTest::list);

        TableRows rows = table.read(context());

        assertThat(rows.rows()).containsExactly(Row.of("name", "one"));
        assertThat(rows.gaps())
                .containsExactly(
                        new Gap(
                                "Thing[name=two, gva=0]",
                                "guest-virtual memory: 0x1000 has no page: address is not"
                                        + " canonical"));
        assertThat(rows.isWhole()).isFalse();
    }

    @Test
    void endsWhereTheSourceOfMemoryFails() {
        GuestTable table =
                Columns.<Thing>of()
                        .text(
                                "name",
                                "its name",
                                thing -> {
                                    throw new IOException("link: is cut");
                                })
                        .table("things", "all things", ColumnsTest::list);

        assertThatThrownBy(() -> table.read(context())).hasMessage("link: is cut");
    }

    @Test
    void countsGapsBeyondThoseItTells() throws IOException {
        GuestTable table =
                Columns.<Thing>of()
                        .text("name", "its name", Thing::name)
                        .table(
                                "things",
                                "all things",
                                (context, rows) -> {
                                    for (int i = 0; i < RowSink.MAX_GAPS + 7; i++) {
                                        rows.gap("thing " + i, "is broken");
                                    }
                                });

        List<Gap> gaps = table.read(context()).gaps();

        assertThat(gaps).hasSize(RowSink.MAX_GAPS + 1);
        assertThat(gaps.getLast()).isEqualTo(new Gap("table things", "7 gaps beyond these 100"));
    }

    @Test
    void leavesOutWhatAProcessHasNotInMemory() throws IOException {
        GuestTable table =
                Columns.<Thing>of()
                        .user(
                                "title",
                                Kind.TEXT,
                                "from its own memory",
                                thing -> {
                                    throw new PageNotPresentException(
                                            thing.gva(), new Translation.NonCanonical());
                                })
                        .table("things", "all things", ColumnsTest::list);

        TableRows rows = table.read(context());

        assertThat(rows.isWhole()).isTrue();
        assertThat(rows.rows())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.text("title")).isEmpty());
    }

    @Test
    void refusesATableThatThisKernelDoesNotHave() {
        GuestTable table =
                Columns.<Thing>of()
                        .text(
                                "name",
                                "its name",
                                thing -> {
                                    throw new KernelLayoutException("6.1", "thing", "name", "gone");
                                })
                        .table("things", "all things", ColumnsTest::list);

        assertThatThrownBy(() -> table.read(context()))
                .isInstanceOf(KernelLayoutException.class)
                .hasMessageContaining("thing");
    }

    @Test
    void refusesAColumnThatIsThereTwice() {
        Columns<Thing> columns =
                Columns.<Thing>of()
                        .text("name", "its name", Thing::name)
                        .text("name", "its other name", Thing::name);

        assertThatThrownBy(() -> columns.table("things", "all things", ColumnsTest::list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }
}
