package dev.yagura.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentMemoryTest {
    /** [0x1000, 0x1004) and [0x1004, 0x1008) adjoin; [0x2000, 0x2002) stands alone. */
    private final SegmentMemory memory =
            new SegmentMemory(
                    List.of(
                            extent(0x2000, 9, 10),
                            extent(0x1004, 5, 6, 7, 8),
                            extent(0x1000, 1, 2, 3, 4)),
                    false);

    @Test
    void ranksAndMergesRanges() {
        assertThat(memory.ranges())
                .containsExactly(new GpaRange(0x1000, 0x1008), new GpaRange(0x2000, 0x2002));
        assertThat(memory.end()).isEqualTo(0x2002);
        assertThat(memory.isLive()).isFalse();
    }

    @Test
    void readsAcrossExtentsThatAdjoin() throws IOException {
        assertThat(read(0x1000, 8)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(read(0x1003, 2)).containsExactly(4, 5);
        assertThat(read(0x2001, 1)).containsExactly(10);
    }

    @ParameterizedTest
    @CsvSource({
        "0xfff, 2, 0xfff",
        "0x1007, 2, 0x1008",
        "0x1000, 9, 0x1008",
        "0x1fff, 2, 0x1fff",
        "0x2002, 1, 0x2002",
        "0, 1, 0",
        "0x7fffffffffffffff, 1, 0x7fffffffffffffff",
        "-1, 1, -1",
    })
    void namesTheFirstAddressInAHole(String gpa, int length, String expected) {
        var e =
                catchThrowableOfType(
                        MemoryHoleException.class, () -> read(Long.decode(gpa), length));

        assertThat(e.gpa()).isEqualTo(Long.decode(expected));
    }

    @Test
    void saysWhichAddressHasNoRam() {
        assertThatThrownBy(() -> read(0x1008, 1))
                .hasMessage("guest-physical memory: 0x1008 lies in no RAM range");
    }

    @Test
    void mapsWithoutACopyAndReadOnly() {
        byte[] ram = {1, 2, 3, 4};
        SegmentMemory memory =
                new SegmentMemory(List.of(new Extent(0, MemorySegment.ofArray(ram))), true);

        MemorySegment view = memory.mapped(1, 2).orElseThrow();
        ram[2] = 42;

        assertThat(view.toArray(ValueLayout.JAVA_BYTE)).containsExactly(2, 42);
        assertThat(view.isReadOnly()).isTrue();
    }

    @Test
    void mapsNothingThatIsNotInOnePiece() {
        assertThat(memory.mapped(0x1000, 4)).isPresent();
        assertThat(memory.mapped(0x1000, 5)).isEmpty();
        assertThat(memory.mapped(0x1008, 1)).isEmpty();
        assertThat(memory.mapped(0xFFF, 1)).isEmpty();
        assertThat(memory.mapped(-1, 1)).isEmpty();
        assertThat(memory.mapped(0x1000, Long.MAX_VALUE)).isEmpty();
        assertThatThrownBy(() -> memory.mapped(0x1000, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hasPagesOnlyWhereBytesCannotChange() throws IOException {
        List<Extent> page = List.of(new Extent(0x1000, MemorySegment.ofArray(new byte[4096])));

        assertThat(new SegmentMemory(page, false).page(0x1234).orElseThrow().byteSize())
                .isEqualTo(4096);
        assertThat(new SegmentMemory(page, false).page(0x2000)).isEmpty();
        assertThat(new SegmentMemory(page, true).page(0x1234)).isEmpty();
        assertThat(memory.page(0x1000)).isEmpty(); // only 8 bytes of it are there
    }

    @Test
    void refusesExtentsThatOverlap() {
        assertThatThrownBy(() -> new SegmentMemory(List.of(extent(0, 1, 2), extent(1, 3)), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Extent(0, MemorySegment.ofArray(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> extent(Long.MAX_VALUE, 1, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mayBeEmpty() {
        SegmentMemory nothing = new SegmentMemory(List.of(), false);

        assertThat(nothing.ranges()).isEmpty();
        assertThat(nothing.end()).isZero();
        assertThat(nothing.mapped(0, 1)).isEmpty();
        assertThatThrownBy(() -> nothing.read(0, MemorySegment.ofArray(new byte[1])))
                .isInstanceOf(MemoryHoleException.class);
    }

    @Test
    void failsOrderlyWhenTheFileBehindAMappingIsCutShort(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("ram");
        try (Arena arena = Arena.ofShared();
                FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
            MemorySegment mapped = channel.map(MapMode.READ_WRITE, 0, 1 << 16, arena);
            SegmentMemory memory = new SegmentMemory(List.of(new Extent(0, mapped)), true);
            channel.truncate(0);

            assertThatThrownBy(() -> memory.read(0x8000, MemorySegment.ofArray(new byte[4096])))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "guest-physical memory: 0x8000 can no longer be read, its file was cut"
                                    + " short");
        }
    }

    private byte[] read(long gpa, int length) throws IOException {
        byte[] bytes = new byte[length];
        memory.read(gpa, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static Extent extent(long gpa, int... bytes) {
        byte[] copy = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            copy[i] = (byte) bytes[i];
        }
        return new Extent(gpa, MemorySegment.ofArray(copy));
    }
}
