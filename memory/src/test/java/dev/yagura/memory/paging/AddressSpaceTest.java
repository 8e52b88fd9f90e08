package dev.yagura.memory.paging;

import static dev.yagura.memory.paging.PageTableBuilder.P;
import static dev.yagura.memory.paging.PageTableBuilder.RW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.memory.Extent;
import dev.yagura.memory.FakeLiveMemory;
import dev.yagura.memory.Look;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSpaceTest {
    private static final int RAM = 1 << 20;
    private static final long TABLES = 0x40000;

    /** Two pages side by side in virtual, far apart and in reverse in physical memory. */
    private static final long GVA = 0xFFFF_8880_0000_0000L;

    private static final int FIRST = 0x9000;
    private static final int SECOND = 0x3000;

    /** How the memory under the address space is offered. */
    enum Source {
        /** A mapped dump, with pages to hand. */
        DUMP,
        /** A live guest through a look. */
        LOOK,
        /** A live guest, read anew each time. */
        LIVE
    }

    private final PageTableBuilder tables = new PageTableBuilder(4, TABLES, RAM);

    @BeforeEach
    void fill() {
        tables.map4k(GVA, FIRST, P | RW).map4k(GVA + 0x1000, SECOND, P);
        for (int i = 0; i < 0x1000; i++) {
            tables.ram()[FIRST + i] = (byte) (i * 7);
            tables.ram()[SECOND + i] = (byte) (i * 11 + 1);
        }
    }

    private AddressSpace space(Source source) {
        PhysicalMemory memory =
                switch (source) {
                    case DUMP -> tables.memory();
                    case LOOK -> new Look(FakeLiveMemory.of(tables.ram()));
                    case LIVE -> FakeLiveMemory.of(tables.ram());
                };
        return new AddressSpace(memory, tables.root(), PagingMode.FOUR_LEVEL);
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryWidthAtEveryOffsetAroundAPageBoundary(Source source) throws IOException {
        AddressSpace space = space(source);
        for (long offset = 0x1000 - 9; offset < 0x1000 + 2; offset++) {
            long expected = 0;
            for (int i = 7; i >= 0; i--) {
                expected = expected << 8 | byteAt(offset + i);
            }
            long gva = GVA + offset;

            assertThat(space.u64(gva)).as("u64 at 0x%x", offset).isEqualTo(expected);
            assertThat(space.u32(gva)).isEqualTo(expected & 0xFFFF_FFFFL);
            assertThat(space.u16(gva)).isEqualTo((int) (expected & 0xFFFF));
            assertThat(space.u8(gva)).isEqualTo((int) (expected & 0xFF));
        }
    }

    private int byteAt(long offset) {
        return Byte.toUnsignedInt(
                tables.ram()[(int) (offset < 0x1000 ? FIRST + offset : SECOND + offset - 0x1000)]);
    }

    @ParameterizedTest
    @EnumSource
    void readsBytesAcrossPages(Source source) throws IOException {
        byte[] bytes = space(source).bytes(GVA + 0x800, 0x1000);

        assertThat(Byte.toUnsignedInt(bytes[0])).isEqualTo(byteAt(0x800));
        assertThat(Byte.toUnsignedInt(bytes[0x7FF])).isEqualTo(byteAt(0xFFF));
        assertThat(Byte.toUnsignedInt(bytes[0x800])).isEqualTo(byteAt(0x1000));
    }

    @ParameterizedTest
    @EnumSource
    void namesTheFirstMissingAddressAndWhyItIsMissing(Source source) {
        AddressSpace space = space(source);

        var e =
                catchThrowableOfType(
                        PageNotPresentException.class, () -> space.bytes(GVA + 0x1FF0, 0x20));

        assertThat(e.gva()).isEqualTo(GVA + 0x2000);
        assertThat(e)
                .hasMessage(
                        "guest-virtual memory: 0xffff888000002000 has no page: level 1 entry at gpa"
                                + " 0x43010 is 0x0, expected bit 0 set");
        assertThatThrownBy(() -> space.u64(GVA + 0x1FFC))
                .isInstanceOf(PageNotPresentException.class);
        assertThatThrownBy(() -> space.u8(0x8000_0000_0000_0000L))
                .hasMessage(
                        "guest-virtual memory: 0x8000000000000000 has no page: address is not"
                                + " canonical");
    }

    @ParameterizedTest
    @EnumSource
    void treatsPagesOutsideOfRamAsMissing(Source source) {
        tables.map4k(GVA + 0x2000, 0xFEE0_0000L, P);
        AddressSpace space = space(source);

        var e =
                catchThrowableOfType(
                        PageNotPresentException.class, () -> space.bytes(GVA + 0x1FFC, 8));

        assertThat(e.gva()).isEqualTo(GVA + 0x2000);
        assertThat(e).hasMessageEndingWith("gpa 0xfee00000 lies in no RAM range");
        assertThatThrownBy(() -> space.u32(GVA + 0x2010))
                .isInstanceOf(PageNotPresentException.class);
    }

    /** LiME dumps have such pages: "System RAM" may end within one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namesTheAddressAtWhichRamEndsWithinAPage(boolean live) throws IOException {
        tables.map4k(GVA + 0x2000, 0xFFFF_F000L, P);
        List<Extent> ram =
                List.of(
                        new Extent(0, MemorySegment.ofArray(tables.ram())),
                        new Extent(0xFFFF_F000L, MemorySegment.ofArray(new byte[0x800])));
        PhysicalMemory memory = new SegmentMemory(ram, live);
        AddressSpace space =
                new AddressSpace(
                        live ? new Look(memory) : memory, tables.root(), PagingMode.FOUR_LEVEL);

        var e =
                catchThrowableOfType(
                        PageNotPresentException.class, () -> space.bytes(GVA + 0x27F0, 0x20));

        assertThat(e.gva()).isEqualTo(GVA + 0x2800);
        assertThat(space.bytes(GVA + 0x27F0, 0x10)).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void readsStringsUpToTheNulOrTheLimit(Source source) throws IOException {
        byte[] text = "swapper/0\0junk".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, tables.ram(), FIRST + 0xFFB, 5);
        System.arraycopy(text, 5, tables.ram(), SECOND, text.length - 5);
        AddressSpace space = space(source);

        assertThat(space.cString(GVA + 0xFFB, 64)).isEqualTo("swapper/0");
        assertThat(space.cString(GVA + 0xFFB, 4)).isEqualTo("swap");
        assertThat(space.cString(GVA + 0xFFB, 0)).isEmpty();
        assertThatThrownBy(() -> space.cString(GVA + 0x3000, 4))
                .isInstanceOf(PageNotPresentException.class);
    }

    @Test
    void replacesBytesThatAreNoText() throws IOException {
        tables.ram()[FIRST] = (byte) 0xFF;
        tables.ram()[FIRST + 1] = 'a';
        tables.ram()[FIRST + 2] = 0;

        assertThat(space(Source.DUMP).cString(GVA, 16)).isEqualTo("\uFFFDa");
    }

    @Test
    void readsThroughLargePagesPieceByPiece() throws IOException {
        tables.map2m(0, 0, P);
        AddressSpace space = space(Source.DUMP);

        assertThat(space.u64(FIRST + 8)).isEqualTo(space.u64(GVA + 8));
        assertThat(space.gpaOf(0x1F_FFFF)).isEqualTo(0x1F_FFFF);
        assertThatThrownBy(() -> space.u8(0x1F_FFFF)).isInstanceOf(PageNotPresentException.class);
    }

    @Test
    void remembersTranslationsButNotAcrossRoots() throws IOException {
        AddressSpace space = space(Source.DUMP);
        assertThat(space.gpaOf(GVA)).isEqualTo(FIRST);

        tables.map4k(GVA, SECOND, P);

        assertThat(space.gpaOf(GVA + 5)).isEqualTo(FIRST + 5);
        assertThat(space.withRoot(space.dtb()).gpaOf(GVA + 5)).isEqualTo(SECOND + 5);
        assertThat(space.mode()).isEqualTo(PagingMode.FOUR_LEVEL);
    }

    @Test
    void staysRightWhileItsCacheGrowsAndWraps() throws IOException {
        PageTableBuilder many = new PageTableBuilder(4, 0x80_0000, 16 << 20);
        int pages = 40_000;
        for (int i = 0; i < pages; i++) {
            many.map4k(GVA + i * 0x3000L, i % 2000 * 0x1000L, P);
        }
        AddressSpace space = many.space();

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < pages; i++) {
                assertThat(space.gpaOf(GVA + i * 0x3000L + 9)).isEqualTo(i % 2000 * 0x1000L + 9);
            }
        }
    }

    @Test
    void prefetchesTablesAndPagesInOneRoundTripForEachLevel() throws IOException {
        PageTableBuilder many = new PageTableBuilder(4, 0x80_0000, 16 << 20);
        List<Long> gvas = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long gva = GVA + i * 0x60_0000L;
            many.map4k(gva, i * 0x2000L, P);
            gvas.add(gva + 16);
            many.ram()[i * 0x2000 + 16] = (byte) i;
        }
        gvas.add(0x1234L); // not mapped
        gvas.add(0x8000_0000_0000_0000L); // not canonical
        FakeLiveMemory guest = FakeLiveMemory.of(many.ram());
        AddressSpace space = new AddressSpace(new Look(guest), many.root(), PagingMode.FOUR_LEVEL);

        space.prefetch(gvas);

        assertThat(guest.roundTrips).hasValue(5);
        for (int i = 0; i < 200; i++) {
            assertThat(space.u8(gvas.get(i))).isEqualTo(i);
        }
        assertThat(guest.roundTrips).hasValue(5);
    }

    @Test
    void prefetchingNeedsNoLook() throws IOException {
        AddressSpace live = space(Source.LIVE);
        live.prefetch(List.of(GVA));
        space(Source.DUMP).prefetch(List.of(GVA));

        assertThat(live.u8(GVA + 1)).isEqualTo(7);
    }

    @Test
    void passesOnWhatIsWrongWithTheSource() {
        PhysicalMemory broken =
                new PhysicalMemory() {
                    @Override
                    public List<dev.yagura.memory.GpaRange> ranges() {
                        return List.of(new dev.yagura.memory.GpaRange(0, RAM));
                    }

                    @Override
                    public boolean isLive() {
                        return true;
                    }

                    @Override
                    public void read(long gpa, MemorySegment destination) throws IOException {
                        throw new IOException("the agent hung up");
                    }

                    @Override
                    public void close() {}
                };
        AddressSpace space = new AddressSpace(new Look(broken), TABLES, PagingMode.FOUR_LEVEL);

        assertThatThrownBy(() -> space.u64(GVA)).hasMessage("the agent hung up");
        assertThatThrownBy(() -> space.forEachMapping(0, -1, m -> true))
                .hasMessage("the agent hung up");
    }
}
