package dev.yagura.memory.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.memory.Extent;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory.Read;
import dev.yagura.memory.SegmentMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaidOutMemoryTest {
    private static final long HIGH = 1L << 32;

    /** A file of the bytes 0 to 15: eight at 0, six behind a hole, and the last two beside them. */
    private final LaidOutMemory memory =
            new LaidOutMemory(
                    file(),
                    List.of(
                            new RawExtent(0, 0, 8),
                            new RawExtent(HIGH, 8, 6),
                            new RawExtent(HIGH + 6, 14, 2)));

    private static SegmentMemory file() {
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return new SegmentMemory(List.of(new Extent(0, MemorySegment.ofArray(bytes))), false);
    }

    private byte[] read(long gpa, int length) throws IOException {
        byte[] bytes = new byte[length];
        memory.read(gpa, MemorySegment.ofArray(bytes));
        return bytes;
    }

    @Test
    void readsEachRunWhereItBelongs() throws IOException {
        assertThat(memory.ranges())
                .containsExactly(new GpaRange(0, 8), new GpaRange(HIGH, HIGH + 8));
        assertThat(read(6, 2)).containsExactly(6, 7);
        assertThat(read(HIGH, 2)).containsExactly(8, 9);
        assertThat(read(HIGH + 4, 4)).as("across two runs").containsExactly(12, 13, 14, 15);
        assertThat(memory.isLive()).isFalse();
    }

    @Test
    void namesTheFirstAddressInAHole() {
        assertThatThrownBy(() -> read(6, 3))
                .isInstanceOfSatisfying(
                        MemoryHoleException.class, e -> assertThat(e.gpa()).isEqualTo(8));
        assertThatThrownBy(() -> read(HIGH + 8, 1)).isInstanceOf(MemoryHoleException.class);
        assertThatThrownBy(() -> read(-1, 1)).isInstanceOf(MemoryHoleException.class);
        assertThatThrownBy(() -> read(Long.MAX_VALUE, 2)).isInstanceOf(MemoryHoleException.class);
    }

    @Test
    void aBatchGivesBackTheReadsThatMetAHole() throws IOException {
        byte[] low = new byte[2];
        byte[] high = new byte[4];
        Read hole = new Read(7, MemorySegment.ofArray(new byte[2]));
        List<Read> reads =
                List.of(
                        new Read(0, MemorySegment.ofArray(low)),
                        hole,
                        new Read(HIGH + 4, MemorySegment.ofArray(high)));

        assertThat(memory.readBatch(reads)).containsExactly(hole);
        assertThat(low).containsExactly(0, 1);
        assertThat(high).containsExactly(12, 13, 14, 15);
    }

    @Test
    void mapsWhatLiesInOneRun() {
        assertThat(memory.mapped(HIGH + 1, 4).orElseThrow().get(ValueLayout.JAVA_BYTE, 0))
                .isEqualTo((byte) 9);
        assertThat(memory.mapped(HIGH + 4, 4)).isEmpty();
        assertThat(memory.mapped(6, 4)).isEmpty();
    }

    @Test
    void refusesRunsPastTheEndOfTheFile() {
        assertThatThrownBy(() -> new LaidOutMemory(file(), List.of(new RawExtent(0, 8, 9))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reaches past 16");
    }
}
