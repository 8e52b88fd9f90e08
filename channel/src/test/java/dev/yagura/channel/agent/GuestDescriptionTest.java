package dev.yagura.channel.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yagura.memory.GpaRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestDescriptionTest {
    private static final List<GpaRange> SPLIT_AT_2_GIB =
            List.of(new GpaRange(0, 0x8000_0000L), new GpaRange(0x1_0000_0000L, 0x1_4000_0000L));

    @Test
    void keepsItsOwnCopyOfTheRanges() {
        List<GpaRange> ram = new ArrayList<>(SPLIT_AT_2_GIB);
        GuestDescription guest = guest("vm-1", ram, 2);

        ram.clear();

        assertThat(guest.ram()).isEqualTo(SPLIT_AT_2_GIB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "é", "a\n", "a\0"})
    void refusesIdsThatWouldNotFitAnExportName(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> guest(id, SPLIT_AT_2_GIB, 2))
                .withMessageContaining("id is " + id);
    }

    @Test
    void refusesAnIdThatIsTooLong() {
        assertThat(GuestDescription.isId("x".repeat(64))).isTrue();
        assertThat(GuestDescription.isId("x".repeat(65))).isFalse();
    }

    @Test
    void refusesRangesOutOfOrderAdjoiningOrBeyondTheAddressSpace() {
        List<GpaRange> reversed = new ArrayList<>(SPLIT_AT_2_GIB);
        Collections.reverse(reversed);
        List<GpaRange> adjoining = List.of(new GpaRange(0, 0x1000), new GpaRange(0x1000, 0x2000));
        List<GpaRange> high = List.of(new GpaRange(0, (1L << 52) + 1));

        for (List<GpaRange> ram : List.of(reversed, adjoining, high)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guest("vm-1", ram, 2))
                    .withMessageContaining("ram is");
        }
    }

    @Test
    void refusesVcpuCountsNoMachineHas() {
        assertThatIllegalArgumentException().isThrownBy(() -> guest("vm-1", SPLIT_AT_2_GIB, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> guest("vm-1", SPLIT_AT_2_GIB, 4097));
    }

    private static GuestDescription guest(String id, List<GpaRange> ram, int vcpus) {
        return new GuestDescription(id, "web", 4711, ram, vcpus, true, true, "memfd", List.of());
    }
}
