package dev.yagura.memory.paging;

import static dev.yagura.memory.paging.PageTableBuilder.ACCESSED_DIRTY;
import static dev.yagura.memory.paging.PageTableBuilder.P;
import static dev.yagura.memory.paging.PageTableBuilder.PS;
import static dev.yagura.memory.paging.PageTableBuilder.RW;
import static dev.yagura.memory.paging.PageTableBuilder.US;
import static dev.yagura.memory.paging.PageTableBuilder.XD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.memory.paging.Translation.Access;
import dev.yagura.memory.paging.Translation.Malformed;
import dev.yagura.memory.paging.Translation.Mapped;
import dev.yagura.memory.paging.Translation.NonCanonical;
import dev.yagura.memory.paging.Translation.NotPresent;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationTest {
    private static final int RAM = 1 << 20;
    private static final long TABLES = 0x10000;
    private static final long KERNEL = 0xFFFF_FFFF_8100_0000L;

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void translatesAllPageSizes(int levels) throws IOException {
        AddressSpace space =
                new PageTableBuilder(levels, TABLES, RAM)
                        .map4k(KERNEL, 0x5000, P | RW | ACCESSED_DIRTY)
                        .map2m(KERNEL + 0x20_0000, 0x1234_5640_0000L, P)
                        .map1g(0x4000_0000, 0xF_FFFF_C000_0000L, P | RW | US | XD)
                        .space();

        assertThat(space.translate(KERNEL + 0xABC))
                .isEqualTo(new Mapped(0x5ABC, 0x1000, new Access(true, false, true)));
        assertThat(space.translate(KERNEL + 0x2F_FFFF))
                .isEqualTo(
                        new Mapped(0x1234_564F_FFFFL, 0x20_0000, new Access(false, false, true)));
        assertThat(space.translate(0x7FFF_FFFF))
                .isEqualTo(
                        new Mapped(
                                0xF_FFFF_FFFF_FFFFL, 0x4000_0000, new Access(true, true, false)));
    }

    @Test
    void usesTheFifthLevelForTheUpperBits() throws IOException {
        PageTableBuilder tables =
                new PageTableBuilder(5, TABLES, RAM)
                        .map4k(0xFF2C_4F2A_BCC0_0000L, 0x5000, P)
                        .map4k(0x0012_3456_7000_0000L, 0x6000, P);

        assertThat(tables.space().gpaOf(0xFF2C_4F2A_BCC0_0123L)).isEqualTo(0x5123);
        assertThat(tables.space().gpaOf(0x0012_3456_7000_0123L)).isEqualTo(0x6123);
        assertThat(tables.space().translate(0x0011_3456_7000_0000L)).isInstanceOf(NotPresent.class);
    }

    /** A right holds only if every level grants it; XD holds if any level sets it. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4"})
    void takesTheRightsOfAllLevelsTogether(int level) throws IOException {
        PageTableBuilder tables =
                new PageTableBuilder(4, TABLES, RAM).map4k(KERNEL, 0x5000, P | RW | US);
        long table = tables.tableFor(KERNEL, level);
        int index = (int) (KERNEL >>> (12 + 9 * (level - 1))) & 511;
        long all = tables.entry(table, index);

        tables.entry(table, index, all & ~RW);
        assertThat(access(tables)).isEqualTo(new Access(false, true, true));
        tables.entry(table, index, all & ~US);
        assertThat(access(tables)).isEqualTo(new Access(true, false, true));
        tables.entry(table, index, all | XD);
        assertThat(access(tables)).isEqualTo(new Access(true, true, false));
    }

    private static Access access(PageTableBuilder tables) throws IOException {
        return ((Mapped) tables.space().translate(KERNEL)).access();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5"})
    void saysAtWhichLevelAnEntryIsMissing(int level) throws IOException {
        PageTableBuilder tables = new PageTableBuilder(5, TABLES, RAM).map4k(KERNEL, 0x5000, P);
        long table = tables.tableFor(KERNEL, level);
        int index = (int) (KERNEL >>> (12 + 9 * (level - 1))) & 511;
        tables.entry(table, index, 0xABCD_0000L); // a swap location, say

        assertThat(tables.space().translate(KERNEL))
                .isEqualTo(new NotPresent(level, table + 8L * index, 0xABCD_0000L));
    }

    @Test
    void refusesAddressesThatAreNotCanonical() throws IOException {
        AddressSpace four = new PageTableBuilder(4, TABLES, RAM).space();

        assertThat(four.translate(0x0000_8000_0000_0000L)).isEqualTo(new NonCanonical());
        assertThat(four.translate(0xFF2C_4F2A_BCC0_0000L)).isEqualTo(new NonCanonical());
        assertThat(new PageTableBuilder(5, TABLES, RAM).space().translate(1L << 56))
                .isEqualTo(new NonCanonical());
    }

    @ParameterizedTest
    @CsvSource({"4", "5"})
    void refusesThePageSizeBitWhereNoPageMayBe(int level) throws IOException {
        PageTableBuilder tables = new PageTableBuilder(5, TABLES, RAM);
        long table = tables.tableFor(KERNEL, level);
        int index = (int) (KERNEL >>> (12 + 9 * (level - 1))) & 511;
        tables.entry(table, index, 0x3000 | P | PS);

        assertThat(tables.space().translate(KERNEL))
                .isEqualTo(new Malformed(level, table + 8L * index, 0x3000 | P | PS));
    }

    @Test
    void namesTheEntryThatPointsOutsideOfRam() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM);
        long table = tables.tableFor(KERNEL, 2);
        int index = (int) (KERNEL >>> 21) & 511;
        tables.entry(table, index, 0xF_FFFF_FFFF_F000L | P);

        assertThat(tables.space().translate(KERNEL))
                .isEqualTo(new Malformed(2, table + 8L * index, 0xF_FFFF_FFFF_F000L | P));
    }

    @Test
    void namesTheRootIfItLiesOutsideOfRam() throws IOException {
        var memory = new PageTableBuilder(4, TABLES, RAM).memory();
        AddressSpace space = new AddressSpace(memory, RAM, PagingMode.FOUR_LEVEL);

        assertThat(space.translate(KERNEL)).isEqualTo(new Malformed(4, RAM, RAM));
    }

    @Test
    void ignoresBitsOfCr3AndOfLargePagesThatAreNotAddress() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM);
        long pat = 1 << 12;
        tables.map2m(KERNEL, 0x20_0000 | pat, P);
        long lam = 1L << 61;
        AddressSpace space =
                new AddressSpace(
                        tables.memory(), tables.root() | 0x801 | lam, PagingMode.FOUR_LEVEL);

        assertThat(space.dtb()).isEqualTo(tables.root());
        assertThat(space.gpaOf(KERNEL)).isEqualTo(0x20_0000);
    }

    /** Protection keys (bits 62..59) and bits free for software (11..9, 58..52) are no address. */
    @Test
    void ignoresBitsThatAreFreeForSoftware() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM);
        tables.map4k(KERNEL, 0x5000, P | 0x7FF0_0000_0000_0E00L);

        assertThat(tables.space().gpaOf(KERNEL)).isEqualTo(0x5000);
    }

    @Test
    void endsAtTablesThatPointAtThemselves() throws IOException {
        PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM);
        tables.entry(tables.root(), 511, tables.root() | P);

        assertThat(tables.space().translate(-1L))
                .isEqualTo(
                        new Mapped(tables.root() + 0xFFF, 0x1000, new Access(false, false, true)));
    }

    @Test
    void endsAtRandomTables() throws IOException {
        Random random = new Random(42);
        PageTableBuilder tables = new PageTableBuilder(5, 0, RAM);
        random.nextBytes(tables.ram());
        for (int i = 0; i < RAM; i += 8) {
            tables.ram()[i] |= 1;
            tables.ram()[i + 2] &= 0xF; // keep addresses in RAM
            for (int j = 3; j < 7; j++) {
                tables.ram()[i + j] = 0;
            }
        }
        AddressSpace space = tables.space();

        for (int i = 0; i < 100_000; i++) {
            long gva = random.nextLong() >> 7;
            assertThat(space.translate(gva)).isNotNull();
        }
    }
}
