package dev.yagura.memory.paging;

import static dev.yagura.memory.paging.PageTableBuilder.P;
import static dev.yagura.memory.paging.PageTableBuilder.PS;
import static dev.yagura.memory.paging.PageTableBuilder.RW;
import static dev.yagura.memory.paging.PageTableBuilder.US;
import static dev.yagura.memory.paging.PageTableBuilder.XD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.memory.FakeLiveMemory;
import dev.yagura.memory.Look;
import dev.yagura.memory.paging.MappingSweep.Outcome;
import dev.yagura.memory.paging.Translation.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingSweepTest {
    private static final int RAM = 1 << 20;
    private static final long TABLES = 0x10000;
    private static final long KERNEL = 0xFFFF_FFFF_8100_0000L;

    private final List<Mapping> seen = new ArrayList<>();

    private boolean record(Mapping mapping) {
        return seen.add(mapping);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void visitsAllSizesInAscendingUnsignedOrder(int levels) throws IOException {
        AddressSpace space =
                new PageTableBuilder(levels, TABLES, RAM)
                        .map4k(KERNEL + 0x1000, 0x6000, P | XD)
                        .map4k(KERNEL, 0x5000, P | RW)
                        .map2m(KERNEL + 0x20_0000, 0x40_0000, P)
                        .map1g(0x4000_0000, 0, P | RW | US)
                        .map4k(0x1000, 0x7000, P | US)
                        .space();

        MappingSweep sweep = space.forEachMapping(0, -1, this::record);

        assertThat(seen)
                .containsExactly(
                        new Mapping(0x1000, 0x7000, 0x1000, new Access(false, true, true)),
                        new Mapping(0x4000_0000, 0, 0x4000_0000, new Access(true, true, true)),
                        new Mapping(KERNEL, 0x5000, 0x1000, new Access(true, false, true)),
                        new Mapping(
                                KERNEL + 0x1000, 0x6000, 0x1000, new Access(false, false, false)),
                        new Mapping(
                                KERNEL + 0x20_0000,
                                0x40_0000,
                                0x20_0000,
                                new Access(false, false, true)));
        assertThat(sweep.complete()).isTrue();
        assertThat(sweep.mappings()).isEqualTo(5);
    }

    @Test
    void agreesWithTranslateOnEveryPage() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(5, TABLES, RAM);
        for (int i = 0; i < 40; i++) {
            long gva = (0x1234_5678_9ABCL * i * i) << 12 >> 7;
            long flags = P | (i % 2 == 0 ? RW : 0) | (i % 3 == 0 ? XD : 0) | (i % 5 == 0 ? US : 0);
            tables.map4k(gva & -4096, i * 0x1000L, flags);
        }
        AddressSpace space = tables.space();

        space.forEachMapping(0, -1, this::record);

        assertThat(seen).isNotEmpty();
        for (Mapping mapping : seen) {
            assertThat(space.translate(mapping.gva()))
                    .isEqualTo(
                            new Translation.Mapped(
                                    mapping.gpa(), mapping.pageSize(), mapping.access()));
        }
    }

    @Test
    void staysInTheRangeAndReadsOnlyTheTablesThere() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM);
        for (int i = 0; i < 100; i++) {
            tables.map4k(KERNEL + i * 0x1000L, i * 0x1000L, P);
            tables.map4k(i * 0x4000_0000L, 0, P);
        }

        MappingSweep sweep =
                tables.space().forEachMapping(KERNEL + 0x1FFF, KERNEL + 0x3000, this::record);

        assertThat(seen)
                .extracting(Mapping::gva)
                .containsExactly(KERNEL + 0x1000, KERNEL + 0x2000, KERNEL + 0x3000);
        assertThat(sweep).isEqualTo(new MappingSweep(Outcome.FINISHED, 3, 4, 0));
    }

    @Test
    void givesALargePageWhole() throws IOException {
        AddressSpace space =
                new PageTableBuilder(4, TABLES, RAM).map2m(KERNEL, 0x40_0000, P).space();

        space.forEachMapping(KERNEL + 0x12345, KERNEL + 0x12345, this::record);

        assertThat(seen).extracting(Mapping::gva).containsExactly(KERNEL);
    }

    @Test
    void stopsWhenTheVisitorSaysSo() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM);
        for (int i = 0; i < 10; i++) {
            tables.map4k(KERNEL + i * 0x1000L, 0, P);
        }

        MappingSweep sweep =
                tables.space().forEachMapping(0, -1, mapping -> record(mapping) && seen.size() < 3);

        assertThat(seen).hasSize(3);
        assertThat(sweep.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(sweep.complete()).isFalse();
    }

    @Test
    void endsAtTheLimitWhenTablesPointAtThemselves() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(5, TABLES, RAM);
        for (int i = 0; i < 512; i++) {
            tables.entry(tables.root(), i, tables.root() | P);
        }

        MappingSweep sweep = tables.space().forEachMapping(0, -1, 1000, mapping -> true);

        assertThat(sweep.outcome()).isEqualTo(Outcome.TABLE_LIMIT);
        assertThat(sweep.tables()).isEqualTo(1000);
        assertThat(sweep.mappings()).isLessThan(1000 * 512);
    }

    @Test
    void countsWhatItCannotFollow() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM).map4k(KERNEL, 0x5000, P);
        tables.entry(tables.root(), 0, 0xF_0000_0000_0000L | P); // a table outside of RAM
        tables.entry(tables.root(), 1, 0x3000 | P | PS); // a page of 512 GiB

        MappingSweep sweep = tables.space().forEachMapping(0, -1, this::record);

        assertThat(seen).hasSize(1);
        assertThat(sweep.malformed()).isEqualTo(2);
        assertThat(sweep.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(sweep.complete()).isFalse();
    }

    @Test
    void fetchesTheTablesOfALiveGuestInOneRoundTripForEachTableAbove() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM);
        for (int i = 0; i < 100; i++) {
            tables.map4k(KERNEL + i * 0x20_0000L, 0, P);
        }
        FakeLiveMemory guest = FakeLiveMemory.of(tables.ram());
        AddressSpace space =
                new AddressSpace(new Look(guest), tables.root(), PagingMode.FOUR_LEVEL);

        space.forEachMapping(0, -1, this::record);

        assertThat(seen).hasSize(100);
        assertThat(guest.roundTrips).hasValue(4);
    }

    @Test
    void readsALiveGuestWithoutALookToo() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM).map4k(KERNEL, 0x5000, P);
        AddressSpace space =
                new AddressSpace(
                        FakeLiveMemory.of(tables.ram()), tables.root(), PagingMode.FOUR_LEVEL);

        assertThat(space.forEachMapping(0, -1, this::record).complete()).isTrue();
        assertThat(seen).hasSize(1);
    }

    @Test
    void letsTheVisitorsExceptionThrough() {
        AddressSpace space = new PageTableBuilder(4, TABLES, RAM).map4k(KERNEL, 0x5000, P).space();

        assertThatThrownBy(() ->
                        space.forEachMapping(
                                0,
                                -1,
                                mapping -> {
                                    throw new IOException("enough");
                                }))
                .hasMessage("enough");
    }

    @Test
    void refusesRangesThatRunBackwards() {
        AddressSpace space = new PageTableBuilder(4, TABLES, RAM).space();

        assertThatThrownBy(() -> space.forEachMapping(-1, 0, mapping -> true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.forEachMapping(0, -1, 0, mapping -> true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
