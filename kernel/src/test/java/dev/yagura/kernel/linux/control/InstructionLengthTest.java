package dev.yagura.kernel.linux.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodings by GNU as 2.40. */
class InstructionLengthTest {
    private static KernelFunction code(byte[] bytes) {
        return new KernelFunction(
                "code",
                0xffff_ffff_8100_0000L,
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c3",
                "f3 0f 1e fa", // endbr64
                "0f 1f 44 00 00",
                "66 66 2e 0f 1f 84 00 00 00 00 00", // nopw with two more prefixes
                "41 57", // push %r15
                "48 89 e5",
                "48 8b 04 25 28 00 00 00", // mov 0x28,%rax: SIB without a base
                "65 48 8b 04 25 28 00 00 00", // mov %gs:0x28,%rax
                "48 8b 05 00 01 00 00", // by %rip
                "8b 44 24 08", // by %rsp
                "48 83 ec 10",
                "48 81 ec 10 01 00 00",
                "66 81 ff 34 12", // cmp $0x1234,%di
                "66 b8 34 12",
                "48 b8 88 77 66 55 44 33 22 11", // movabs
                "b8 44 33 22 11",
                "48 c7 c0 44 33 22 11",
                "66 c7 00 34 12",
                "a8 01",
                "f6 c1 02", // testb $2,%cl
                "f7 c7 00 01 00 00", // testl $0x100,%edi
                "f7 d8", // neg
                "48 a1 88 77 66 55 44 33 22 11", // movabs 0x1122334455667788,%rax
                "e8 44 33 22 11",
                "0f 84 44 33 22 11",
                "74 02",
                "c8 10 00 01", // enter
                "c2 08 00",
                "0f a2", // cpuid
                "0f 01 d0", // xgetbv
                "0f 22 d8", // mov %rax,%cr3
                "0f ba e0 03",
                "0f c7 0f", // cmpxchg8b (%rdi)
                "0f 38 f0 07", // movbe
                "66 0f 3a 0f c1 08", // palignr
                "f3 48 0f ae d8", // wrgsbase
                "67 48 0f b9 3a", // ud1 (%edx),%rdi
                "c5 f8 77", // vzeroupper
                "c5 fd 70 c1 1b", // vpshufd
                "c4 e3 7d 46 d1 31", // vperm2i128
                "c4 e2 7d 18 07", // vbroadcastss
                "62 f1 fe 48 6f 07", // vmovdqu64
                "62 f3 7d 48 43 c1 01", // vshufi32x4
            })
    void lengthsAreThoseOfTheProcessor(String hex) {
        byte[] instruction = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] more = Arrays.copyOf(instruction, instruction.length + 15);
        assertThat(Instructions.length(code(more), 0)).isEqualTo(instruction.length);
        assertThat(Instructions.length(code(instruction), 0)).isEqualTo(instruction.length);
        byte[] cut = Arrays.copyOf(instruction, instruction.length - 1);
        assertThat(Instructions.length(code(cut), 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"06", "9a", "d6", "ea", "0f 04", "c4 e0 7d 18 07", "62 f4 fe 48 6f 07"})
    void otherBytesAreNone(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] more = Arrays.copyOf(bytes, bytes.length + 15);
        assertThat(Instructions.length(code(more), 0)).isZero();
    }

    @Test
    void noBytesMakeItFail() {
        Random random = new Random(1);
        byte[] bytes = new byte[24];
        for (int i = 0; i < Integer.getInteger("mutations", 20_000); i++) {
            random.nextBytes(bytes);
            KernelFunction code = code(Arrays.copyOf(bytes, 1 + random.nextInt(24)));
            int length = Instructions.length(code, 0);
            assertThat(length).isBetween(0, Math.min(15, code.code().limit()));
        }
    }
}
