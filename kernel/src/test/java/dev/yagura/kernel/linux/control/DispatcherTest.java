package dev.yagura.kernel.linux.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encodings by GNU as 2.40; shapes as gcc 12 and 14 make them of {@code x64_sys_call}. */
class DispatcherTest {
    private static final long START = 0xffff_ffff_8100_0000L;

    private static KernelFunction function(String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new KernelFunction(
                "x64_sys_call", START, ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static Dispatcher.Outcome follow(String hex, int number) {
        return new Dispatcher(function(hex)).follow(number);
    }

    private static long target(String hex, int number) {
        return ((Dispatcher.Leaves) follow(hex, number)).target();
    }

    /** Numbers 0, 1, 2 and 0x1ae have cases; the rest goes to 0x6000. */
    private static final String TREE =
            "f3 0f 1e fa" // 00: endbr64
                    + "66 66 66 66 90" // 04: nop of 5 bytes
                    + "83 fe 02" // 09: cmp $2,%esi
                    + "0f 84 15 00 00 00" // 0c: je 27
                    + "77 18" // 12: ja 2c
                    + "85 f6" // 14: test %esi,%esi
                    + "74 05" // 16: je 1d
                    + "e9 e3 0f 00 00" // 18: jmp 1000
                    + "e9 de 1f 00 00" // 1d: jmp 2000
                    + "e9 d9 5f 00 00" // 22: jmp 6000
                    + "e9 d4 2f 00 00" // 27: jmp 3000
                    + "48 81 fe ae 01 00 00" // 2c: cmp $0x1ae,%rsi
                    + "75 ed" // 33: jne 22
                    + "e8 c6 3f 00 00"; // 35: call 4000

    @Test
    void followsComparisonsToTheLeaf() {
        assertThat(target(TREE, 0)).isEqualTo(START + 0x2000);
        assertThat(target(TREE, 1)).isEqualTo(START + 0x1000);
        assertThat(target(TREE, 2)).isEqualTo(START + 0x3000);
        assertThat(target(TREE, 3)).isEqualTo(START + 0x6000);
        assertThat(target(TREE, 0x1ae)).isEqualTo(START + 0x4000);
        assertThat(((Dispatcher.Leaves) follow(TREE, 0x1ae)).from()).isEqualTo(START + 0x35);
    }

    @ParameterizedTest(name = "cmp $5 then 7{0}: taken for {1}, not for {2}")
    @CsvSource({
        "2, 4, 5", // jb
        "3, 5, 4", // jae
        "4, 5, 6", // je
        "5, 6, 5", // jne
        "6, 5, 6", // jbe
        "7, 6, 5", // ja
        "8, 4, 6", // js
        "9, 6, 4", // jns
        "c, 4, 5", // jl
        "d, 5, 4", // jge
        "e, 5, 6", // jle
        "f, 6, 5", // jg
        "6, 0, -1", // jbe is unsigned
        "e, -1, 6", // jle is signed
    })
    void conditionsAreThoseOfTheProcessor(String condition, int taken, int notTaken) {
        // cmp $5,%esi; jcc 0a; jmp 1000; jmp 2000
        String code = "83 fe 05 7" + condition + " 05 e9 f6 0f 00 00 e9 f1 1f 00 00";

        assertThat(target(code, taken)).isEqualTo(START + 0x2000);
        assertThat(target(code, notTaken)).isEqualTo(START + 0x1000);
    }

    @Test
    void entryThatJumpsAwayLeadsEveryNumberThere() {
        assertThat(target("e9 fb 0f 00 00", 7)).isEqualTo(START + 0x1000);
        assertThat(target("0f 1f 44 00 00 e9 f6 0f 00 00", 7)).isEqualTo(START + 0x1000);
        // je that leaves the function
        assertThat(target("83 fe 07 0f 84 f7 0f 00 00 e9 00 00 00 00", 7))
                .isEqualTo(START + 0x1000);
    }

    @Test
    void loopsAndUnknownInstructionsAreStuck() {
        assertThat(follow("eb fe", 1)).isEqualTo(new Dispatcher.Stuck(START, "eb fe"));
        assertThat(follow("48 b8 00 00 00 00 00 00 00 00 ff e0", 1))
                .isEqualTo(new Dispatcher.Stuck(START, "48 b8 00 00 00 00 00 00 00 00 ff e0"));
        assertThat(follow("cc", 1)).isInstanceOf(Dispatcher.Stuck.class);
        assertThat(follow("90 90", 1)).isEqualTo(new Dispatcher.Stuck(START + 2, ""));
    }

    @Test
    void everyTruncationIsStuckOrLeaves() {
        byte[] whole = HexFormat.of().parseHex(TREE.replace(" ", ""));
        for (int length = 0; length < whole.length; length++) {
            String cut = HexFormat.of().formatHex(whole, 0, length);
            for (int number = 0; number < 4; number++) {
                assertThat(follow(cut, number)).isNotNull();
            }
        }
    }

    @Test
    void everyFlippedBitIsStuckOrLeaves() {
        byte[] bytes = HexFormat.of().parseHex(TREE.replace(" ", ""));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            for (int number = 0; number < 4; number++) {
                assertThat(follow(HexFormat.of().formatHex(bytes), number)).isNotNull();
            }
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        }
    }
}
