package dev.yagura.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeDeviceTest {
    private final BlockDevice disk = DeviceChecks.random(10_000, 2);

    @Test
    void showsItsRangeOnly() throws IOException {
        BlockDevice range = new RangeDevice("partition 1", disk, 1000, 8000);
        byte[] bytes = DeviceChecks.bytes(disk, 1000, 8000);
        DeviceChecks.assertSame(range, new SegmentDevice(MemorySegment.ofArray(bytes)));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 10",
        "0, 10001",
        "10001, 0",
        "9999, 2",
        "9223372036854775807, 9223372036854775807",
        "1, -1"
    })
    void refusesARangeThatLeavesTheDisk(long start, long size) {
        assertThatThrownBy(() -> new RangeDevice("partition 1", disk, start, size))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TRUNCATED));
    }

    @Test
    void refusesAReadThatLeavesTheRangeButNotTheDisk() throws IOException {
        BlockDevice range = new RangeDevice("partition 1", disk, 1000, 100);
        var past = new BlockDevice.Read(99, MemorySegment.ofArray(new byte[2]));
        assertThatThrownBy(() -> range.read(past.offset(), past.destination()))
                .hasMessageContaining("partition 1");
        assertThatThrownBy(() -> range.readBatch(List.of(past)))
                .hasMessageContaining("partition 1");
    }
}
