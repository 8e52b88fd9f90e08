package dev.yagura.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PagingMode;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FakeGuestTest {
    private static final long KERNEL = 0xffff_ffff_8100_0000L;

    @ParameterizedTest
    @EnumSource(PagingMode.class)
    void memoryReadsWhatWasPutAcrossPages(PagingMode mode) throws IOException {
        FakeGuest guest = FakeGuest.of(mode);
        byte[] content = new byte[10_000];
        new Random(1).nextBytes(content);

        guest.put(KERNEL + 4000, content);

        assertThat(guest.addressSpace().bytes(KERNEL + 4000, content.length)).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(PagingMode.class)
    void memorysWalkerAgreesOnEveryPageSize(PagingMode mode) throws IOException {
        FakeGuest guest = FakeGuest.of(mode);
        AddressSpace memory = guest.addressSpace();
        long gva = 0xffff_8880_0000_0000L;
        for (PageSize size : PageSize.values()) {
            gva += PageSize.SIZE_1G.bytes();
            guest.map(gva, 0, size, FakeGuest.KERNEL_DATA);
            long inPage = size.bytes() - 0x123;

            assertThat(memory.translate(gva + inPage))
                    .isEqualTo(
                            new Translation.Mapped(
                                    inPage,
                                    size.bytes(),
                                    new Translation.Access(true, false, false)));
            assertThat(guest.gpaOf(gva + inPage)).isEqualTo(inPage);
        }
    }

    @Test
    void memorysWalkerAgreesOnEveryRight() throws IOException {
        FakeGuest guest = FakeGuest.of(PagingMode.FOUR_LEVEL);
        List<Set<PageRight>> choices =
                List.of(
                        Set.of(),
                        Set.of(PageRight.WRITE),
                        Set.of(PageRight.USER),
                        Set.of(PageRight.EXECUTE),
                        EnumSet.allOf(PageRight.class));
        for (Set<PageRight> rights : choices) {
            guest.map(KERNEL, 0x5000, PageSize.SIZE_4K, rights);

            assertThat(guest.addressSpace().translate(KERNEL))
                    .isEqualTo(
                            new Translation.Mapped(
                                    0x5000,
                                    4096,
                                    new Translation.Access(
                                            rights.contains(PageRight.WRITE),
                                            rights.contains(PageRight.USER),
                                            rights.contains(PageRight.EXECUTE))));
        }
    }

    @Test
    void putsNumbersLittleEndianAndTextsWithNul() throws IOException {
        FakeGuest guest = FakeGuest.of(PagingMode.FIVE_LEVEL);
        guest.putU8(KERNEL, 0xF1).putU16(KERNEL + 1, 0xF203).putU32(KERNEL + 3, 0xF4050607L);
        guest.putU64(KERNEL + 7, 0xF8090A0B0C0D0E0FL).putString(KERNEL + 15, "櫓");

        AddressSpace memory = guest.addressSpace();
        assertThat(memory.u8(KERNEL)).isEqualTo(0xF1);
        assertThat(memory.u8(KERNEL + 2)).isEqualTo(0xF2);
        assertThat(memory.u32(KERNEL + 3)).isEqualTo(0xF4050607L);
        assertThat(memory.u64(KERNEL + 7)).isEqualTo(0xF8090A0B0C0D0E0FL);
        assertThat(memory.cString(KERNEL + 15, 16)).isEqualTo("櫓");
    }

    @Test
    void linksListsInBothDirections() throws IOException {
        FakeGuest guest = FakeGuest.of(PagingMode.FOUR_LEVEL);
        long[] nodes = {KERNEL, KERNEL + 0x100, KERNEL + 0x5000};

        guest.putList(nodes);

        AddressSpace memory = guest.addressSpace();
        for (int i = 0; i < nodes.length; i++) {
            long next = memory.u64(nodes[i]);
            assertThat(next).isEqualTo(nodes[(i + 1) % nodes.length]);
            assertThat(memory.u64(next + 8)).isEqualTo(nodes[i]);
        }
    }

    @Test
    void aReadIntoAHoleNamesItsFirstAddress() throws IOException {
        FakeGuest guest =
                new FakeGuest(
                        PagingMode.FOUR_LEVEL,
                        new GpaRange(0, 0x10_0000),
                        new GpaRange(0x1_0000_0000L, 0x1_0010_0000L));
        MemorySegment two = MemorySegment.ofArray(new byte[2]);

        guest.read(0x1_0000_0000L, two);
        var e = catchThrowableOfType(MemoryHoleException.class, () -> guest.read(0xF_FFFF, two));

        assertThat(e.gpa()).isEqualTo(0x10_0000);
        assertThat(guest.end()).isEqualTo(0x1_0010_0000L);
    }

    @Test
    void unmappedAndHostileEntriesAreSeenAsSuch() throws IOException {
        FakeGuest guest = FakeGuest.of(PagingMode.FOUR_LEVEL);
        guest.putU64(KERNEL, 1);
        AddressSpace memory = guest.addressSpace();

        guest.unmap(KERNEL, PageSize.SIZE_4K);
        assertThat(memory.translate(KERNEL))
                .isEqualTo(new Translation.NotPresent(1, guest.entryGpa(KERNEL, 1), 0));

        long largeRoot = 0x83;
        guest.setEntry(KERNEL, 4, largeRoot);
        assertThat(memory.translate(KERNEL)).isInstanceOf(Translation.Malformed.class);
    }

    @Test
    void canChangeUnderAReadersHands() throws IOException {
        FakeGuest guest = FakeGuest.of(PagingMode.FOUR_LEVEL).setLive(true);
        guest.setBeforeRead(gpa -> guest.putPhysical(gpa, "new".getBytes(StandardCharsets.UTF_8)));
        byte[] seen = new byte[3];

        guest.read(0x9000, MemorySegment.ofArray(seen));

        assertThat(seen).asString(StandardCharsets.UTF_8).isEqualTo("new");
        assertThat(guest.isLive()).isTrue();
        assertThat(guest.reads()).isEqualTo(1);
    }

    @Test
    void refusesMisplacedPages() {
        FakeGuest guest = FakeGuest.of(PagingMode.FOUR_LEVEL);
        assertThatThrownBy(() -> guest.map(KERNEL + 1, 0, PageSize.SIZE_4K, Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> guest.map(1L << 50, 0, PageSize.SIZE_4K, Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
        guest.map(KERNEL, 0, PageSize.SIZE_2M, Set.of());
        assertThatThrownBy(() -> guest.map(KERNEL, 0, PageSize.SIZE_4K, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a level-2 page is there already");
    }
}
