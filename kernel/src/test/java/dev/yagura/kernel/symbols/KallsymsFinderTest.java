package dev.yagura.kernel.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KallsymsFinderTest {
    private static final long SHIFT = 0x0760_0000;
    private static final long TEXT = KallsymsVector.TEXT + SHIFT;
    private static final long TABLES = KallsymsVector.TABLES + SHIFT;

    private static KallsymsFinder.Result find(byte[] region) {
        return KallsymsFinder.find(region, TABLES, TEXT);
    }

    private static Kallsyms only(byte[] region) {
        KallsymsFinder.Result result = find(region);
        assertThat(result.refused()).isEmpty();
        assertThat(result.found()).hasSize(1);
        return result.found().getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatTheKernelsToolWrote(KallsymsVector vector) {
        Kallsyms found = only(vector.moved(SHIFT));

        assertThat(found.layout()).isEqualTo(vector.layout());
        assertThat(found.sorted()).isEqualTo(vector.symbols(SHIFT));
        assertThat(found.count()).isEqualTo(vector.symbols(SHIFT).size());
    }

    @ParameterizedTest
    @EnumSource
    void findsTablesAmongOtherData(KallsymsVector vector) {
        byte[] tables = vector.moved(SHIFT);
        byte[] region = new byte[tables.length + 3 * 4096];
        new Random(1).nextBytes(region);
        System.arraycopy(tables, 0, region, 4096, tables.length);

        KallsymsFinder.Result result = KallsymsFinder.find(region, TABLES - 4096, TEXT);

        assertThat(result.found()).hasSize(1);
        assertThat(result.found().getFirst().sorted()).isEqualTo(vector.symbols(SHIFT));
    }

    @ParameterizedTest
    @EnumSource
    void findsEverySymbolByItsName(KallsymsVector vector) {
        Kallsyms found = only(vector.moved(SHIFT));

        for (Symbol symbol : vector.symbols(SHIFT)) {
            assertThat(found.all(symbol.name())).contains(symbol);
        }
        assertThat(found.address("no_such_symbol")).isEmpty();
        assertThat(found.all("")).isEmpty();
    }

    @Test
    void keepsAllSymbolsOfOneNameInOrder() {
        Kallsyms found = only(KallsymsVector.V6_12.moved(SHIFT));

        List<Symbol> twice = found.all("cleanup_module_twice");

        assertThat(twice).hasSize(2).isSortedAccordingTo((a, b) -> Long.compare(a.gva(), b.gva()));
        assertThat(found.address("cleanup_module_twice")).hasValue(twice.getFirst().gva());
    }

    @Test
    void keepsPerCpuOffsetsApartFromAddresses() {
        Kallsyms found = only(KallsymsVector.V6_1.moved(SHIFT));

        Symbol first = found.sorted().getFirst();

        assertThat(first).isEqualTo(new Symbol("fixed_percpu_data", 0, 'A'));
        assertThat(found.nearest(0)).isEmpty();
    }

    @Test
    void givesTheNearestSymbolWithinTheImageOnly() {
        Kallsyms found = only(KallsymsVector.V7_2.moved(SHIFT));
        long initTask = found.address("init_task").orElseThrow();

        assertThat(found.nearest(initTask + 8))
                .hasValueSatisfying(near -> assertThat(near).hasToString("init_task+0x8"));
        assertThat(found.nearest(TEXT))
                .hasValueSatisfying(near -> assertThat(near).hasToString("_stext"));
        assertThat(found.nearest(TEXT - 1)).isEmpty();
        assertThat(found.nearest(found.address("_end").orElseThrow())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesTablesOfAnUnmovedCopy(KallsymsVector vector) {
        KallsymsFinder.Result result = find(vector.linked());

        if (vector.layout().placeRelative()) {
            // Nothing in these says where they belong: at another place they are another kernel's.
            result = KallsymsFinder.find(vector.linked(), TABLES + 0x20_0000, TEXT);
        }
        assertThat(result.found()).isEmpty();
        assertThat(result.refused()).hasSize(1);
        assertThat(result.refused().getFirst())
                .containsAnyOf(
                        "kallsyms_relative_base: base at", "kallsyms: _text at 0x0 is 0xffffffff88")
                .containsAnyOf(
                        "is 0xffffffff81000000, expected an address from 0xffffffff88600000",
                        "expected 0xffffffff88600000");
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryTruncation(KallsymsVector vector) {
        byte[] whole = vector.moved(SHIFT);
        // What an OFFSETS_FIRST layout ends with, and NAMES_FIRST does not need, may be cut.
        int needed =
                vector.layout().name().startsWith("NAMES") ? whole.length - 3 * 2200 : whole.length;
        for (int length = 0; length < needed; length += 61) {
            assertThat(find(Arrays.copyOf(whole, length)).found())
                    .as("length %d", length)
                    .isEmpty();
        }
        for (int cut = 64; cut < whole.length - 64; cut += 61) {
            byte[] tail = Arrays.copyOfRange(whole, cut & -4, whole.length);
            assertThat(find(tail).found()).as("from %d", cut).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesFlippedBits(KallsymsVector vector) {
        byte[] bytes = vector.moved(SHIFT);
        Random random = new Random(2);
        for (int round = 0; round < 2000; round++) {
            int bit = random.nextInt(bytes.length * 8);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            for (Kallsyms table : find(bytes).found()) {
                // A name or a number may differ; whatever is found must answer.
                assertThat(table.sorted()).doesNotContainNull();
                assertThat(table.address("init_task").orElse(TEXT)).isLessThan(0);
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesHostileCounts(KallsymsVector vector) {
        int count = vector.symbols(SHIFT).size();
        for (int hostile : new int[] {0, 1, count - 1, count + 1, count + 256, 1 << 21, -1}) {
            byte[] bytes = vector.moved(SHIFT);
            ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int at = 0;
            while (words.getInt(at) != count) {
                at += 4;
            }
            words.putInt(at, hostile);

            assertThat(find(bytes).found()).as("count %d", hostile).isEmpty();
        }
    }

    @Test
    void refusesAddressesThatDescend() {
        byte[] bytes = KallsymsVector.V5_10_PLAIN.moved(SHIFT);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(400, 0);

        assertThat(find(bytes).refused().getFirst())
                .contains("kallsyms_offsets: symbol 100 at 0x190 is 0x")
                .contains("expected an address in the image, not below 0x");
    }

    @Test
    void findsNothingInZerosAndNoise() {
        byte[] noise = new byte[8 << 20];
        new Random(3).nextBytes(noise);

        assertThat(find(new byte[8 << 20]).found()).isEmpty();
        assertThat(find(noise).found()).isEmpty();
        assertThat(find(new byte[0]).found()).isEmpty();
    }

    @Test
    void boundsWorkOnMemoryFullOfTokenIndexes() {
        byte[] region = new byte[4 << 20];
        ByteBuffer words = ByteBuffer.wrap(region).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < region.length; at += 512) {
            for (int i = 0; i < 256; i++) {
                words.putShort(at + 2 * i, (short) (2 * i));
            }
        }
        KallsymsFinder.Result result = find(region);

        assertThat(result.found()).isEmpty();
        assertThat(result.refused()).hasSize(KallsymsLimits.MAX_CANDIDATES);
    }
}
