package dev.yagura.kernel.linux.code.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.linux.GvaRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A kernel and a module, each with operands that lead to the other one, before and after. */
class MovedBytesTest {
    private static final long KERNEL = 0xffffffff81000000L;
    private static final long KERNEL_NOW = 0xffffffff9a200000L;
    private static final long MODULE = 0xffffffffc0001000L;
    private static final long MODULE_NOW = 0xffffffffc0777000L;
    private static final long LENGTH = 0x800000L;
    private static final long PER_CPU = 0x1f000L;
    private static final int BYTES = 64;

    private final Moves moves = new Moves();
    private final byte[] thenBytes = new byte[BYTES];
    private final byte[] nowBytes = new byte[BYTES];
    private final ByteBuffer then = view(thenBytes);
    private final ByteBuffer now = view(nowBytes);

    MovedBytesTest() {
        moves.add(new GvaRange(KERNEL, LENGTH), KERNEL_NOW);
        moves.add(new GvaRange(MODULE, 0x3000), MODULE_NOW);
    }

    private static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] expected(Map<Long, Long> constants) {
        return new MovedBytes(moves, constants).expected(MODULE, thenBytes, MODULE_NOW, nowBytes);
    }

    private void assertSame() {
        assertThat(expected(Map.of())).isEqualTo(nowBytes).isNotEqualTo(thenBytes);
    }

    private void assertOther() {
        assertThat(expected(Map.of())).isNotEqualTo(nowBytes);
    }

    private static int distance(long place, long target) {
        return (int) (target - place - 4);
    }

    @Test
    void callOfTheKernelMoves() {
        then.put(8, (byte) 0xE8).putInt(9, distance(MODULE + 9, KERNEL + 0x12345));
        now.put(8, (byte) 0xE8).putInt(9, distance(MODULE_NOW + 9, KERNEL_NOW + 0x12345));
        assertSame();
    }

    @Test
    void callOfAnotherFunctionIsNotExpected() {
        then.putInt(9, distance(MODULE + 9, KERNEL + 0x12345));
        now.putInt(9, distance(MODULE_NOW + 9, KERNEL_NOW + 0x12346));
        assertOther();
        assertThat(expected(Map.of())).isEqualTo(thenBytes);
    }

    @Test
    void addressesInFourAndInEightBytesMove() {
        then.putInt(3, (int) (KERNEL + 0x777)).putLong(16, MODULE + 0x2ff0);
        now.putInt(3, (int) (KERNEL_NOW + 0x777)).putLong(16, MODULE_NOW + 0x2ff0);
        assertSame();
    }

    @Test
    void addressOfWhatDoesNotMoveStays() {
        then.putInt(20, distance(MODULE + 20, PER_CPU));
        now.putInt(20, distance(MODULE_NOW + 20, PER_CPU));
        assertSame();
        now.putInt(20, distance(MODULE_NOW + 20, PER_CPU + 8));
        assertOther();
    }

    @Test
    void distanceThatCrossesASignHasEightBytes() {
        then.putLong(40, -1L - 0x20);
        now.putLong(40, 0x20);
        assertOther();
        moves.add(new GvaRange(MODULE + 0x4000, 0x1000), MODULE_NOW - 0x9000);
        then.putLong(40, MODULE + 0x4010 - (MODULE + 44));
        now.putLong(40, MODULE_NOW - 0x9000 + 0x10 - (MODULE_NOW + 44));
        assertSame();
    }

    @Test
    void addressJustBeforeAPartIsMeantForIt() {
        then.putLong(24, KERNEL - 8);
        now.putLong(24, KERNEL_NOW - 8);
        assertSame();
    }

    @Test
    void perCpuVariableOfAModuleMayLieWithinTheKernel() {
        moves.addPerCpu(new GvaRange(KERNEL + 0x700000, 0x40), KERNEL_NOW + 0x700100);
        then.putInt(20, (int) (KERNEL + 0x700010)).putInt(28, (int) (KERNEL + 0x700050));
        now.putInt(20, (int) (KERNEL_NOW + 0x700110)).putInt(28, (int) (KERNEL_NOW + 0x700050));
        assertSame();
    }

    @Test
    void addressesCountFromWhereTheKernelIsLinked() {
        then.putInt(4, (int) (KERNEL - 0xffffffff81000000L + 0x1000)).putInt(12, 0x1000000);
        now.putInt(4, (int) (KERNEL_NOW - 0xffffffff81000000L + 0x1000)).putInt(12, 0x1a200000);
        assertSame();
    }

    @Test
    void constantIsWhatItsVariableHolds() {
        then.putLong(30, 0xffff888001230000L);
        now.putLong(30, 0xffff9c1204560000L);
        assertOther();
        assertThat(expected(Map.of(0xffff888001230000L, 0xffff9c1204560000L))).isEqualTo(nowBytes);
    }

    @Test
    void nothingMayDifferWhereNothingMoved() {
        Moves none = new Moves();
        none.add(new GvaRange(KERNEL, LENGTH), KERNEL);
        none.add(new GvaRange(MODULE, 0x3000), MODULE);
        then.putInt(9, distance(MODULE + 9, KERNEL + 0x12345));
        for (int bit = 0; bit < BYTES * 8; bit++) {
            byte[] found = thenBytes.clone();
            found[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(new MovedBytes(none, Map.of()).expected(MODULE, thenBytes, MODULE, found))
                    .as("bit %d", bit)
                    .isEqualTo(thenBytes);
        }
    }
}
