package dev.yagura.sandbox.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the filter as the kernel would: classic BPF over struct seccomp_data. */
class SystemCallFilterTest {
    private static final int X86_64 = 0xc000003e;

    private static final ByteBuffer PROGRAM =
            ByteBuffer.wrap(SystemCallFilter.program()).order(ByteOrder.LITTLE_ENDIAN);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "read, 0, 0, 0, 7fff0000",
        "openat, 257, 0, 0, 7fff0000",
        "execve, 59, 0, 0, 7fff0000",
        "mseal, 462, 0, 0, 7fff0000",
        "ptrace, 101, 0, 0, 50001",
        "mount, 165, 0, 0, 50001",
        "mount_setattr, 442, 0, 0, 50001",
        "younger, 463, 0, 0, 50026",
        "x32 read, 0x40000000, 0, 0, 50026",
        "negative, 0xffffffff, 0, 0, 50026",
        "fork by clone, 56, 0x1200011, 0, 7fff0000",
        "clone of users, 56, 0x10000011, 0, 50001",
        "clone of times, 56, 0x80, 0, 50001",
        "clone3, 435, 0, 0, 50026",
        "terminal size, 16, 0, 0x5413, 7fff0000",
        "TIOCSTI, 16, 0, 0x5412, 50001",
        "TIOCLINUX, 16, 0, 0x541c, 50001",
        "socket of Unix, 41, 1, 0, 7fff0000",
        "socket of IPv6, 41, 10, 0, 7fff0000",
        "socket of packets, 41, 17, 0, 50061",
        "socket of routes, 41, 16, 0, 50061",
    })
    void answers(String what, String number, String first, String second, String answer) {
        assertThat(
                        run(
                                X86_64,
                                Long.decode(number).intValue(),
                                Integer.decode(first),
                                Integer.decode(second)))
                .isEqualTo(Integer.parseUnsignedInt(answer, 16));
    }

    @ParameterizedTest
    @CsvSource({"0x40000003", "0xc00000b7"})
    void killsCallsOfAnotherArchitecture(String architecture) {
        assertThat(run(Long.decode(architecture).intValue(), 0, 0, 0)).isEqualTo(0x80000000);
    }

    private static int run(int architecture, int number, int first, int second) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(0, number).putInt(4, architecture).putInt(16, first).putInt(24, second);
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int code = PROGRAM.getShort(at * 8);
            int operand = PROGRAM.getInt(at * 8 + 4);
            boolean jump;
            switch (code) {
                case 0x20 -> {
                    accumulator = data.getInt(operand);
                    continue;
                }
                case 0x06 -> {
                    return operand;
                }
                case 0x15 -> jump = accumulator == operand;
                case 0x35 -> jump = Integer.compareUnsigned(accumulator, operand) >= 0;
                case 0x45 -> jump = (accumulator & operand) != 0;
                default -> throw new AssertionError("instruction 0x%x".formatted(code));
            }
            at += Byte.toUnsignedInt(PROGRAM.get(at * 8 + (jump ? 2 : 3)));
        }
    }
}
