package dev.yagura.detect.memory.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodings by GNU as 2.40. */
class EntryCodeTest {
    private static final long START = FakeGuest.TEXT;
    private static final String BODY = "55 48 89 e5 41 54 53 48 89 fb 5b 41 5c 5d c3 cc";

    private final FakeGuest guest = new FakeGuest();

    private EntryCode decode(String hex) throws IOException {
        byte[] code = new byte[EntryCode.BYTES];
        byte[] first = HexFormat.of().parseHex((hex + BODY).replace(" ", ""));
        System.arraycopy(first, 0, code, 0, Math.min(first.length, code.length));
        guest.bytes(START, code);
        AddressSpace memory = guest.kernel().memory();
        KernelFunction entry = KernelFunction.entry(guest.kernel(), "f", START, EntryCode.BYTES);
        return EntryCode.of(entry, memory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0f 1f 44 00 00 ", // since 5.13
                "66 66 66 66 90 ", // before, on Intel
                "f3 0f 1e fa 0f 1f 44 00 00 ", // endbr64
                "66 0f 1f 00 0f 1f 44 00 00 ", // endbr64, sealed
                "0f 1f 40 d6 0f 1f 44 00 00 ", // the same since 6.15
            })
    void ordinaryHandlersAreTraceable(String hex) throws IOException {
        assertThat(decode(hex)).isEqualTo(new EntryCode.Plain(true));
    }

    @Test
    void handlersOfKernelsWithoutTracingAreNot() throws IOException {
        assertThat(decode("")).isEqualTo(new EntryCode.Plain(false));
        assertThat(decode("f3 0f 1e fa ")).isEqualTo(new EntryCode.Plain(false));
    }

    @Test
    void callAtTheTracersPlaceIsTraced() throws IOException {
        assertThat(decode("e8 fb 0f 00 00 "))
                .isEqualTo(new EntryCode.Traced(START, START + 0x1000));
        assertThat(decode("f3 0f 1e fa e8 f7 0f 00 00 "))
                .isEqualTo(new EntryCode.Traced(START + 4, START + 0x1000));
    }

    @Test
    void breakpointIsSeen() throws IOException {
        assertThat(decode("cc ")).isEqualTo(new EntryCode.Breakpoint(START));
        assertThat(decode("0f 1f 44 00 00 cc ")).isEqualTo(new EntryCode.Breakpoint(START + 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "e9 fb 0f 00 00", // jmp
                "48 b8 00 10 00 81 ff ff ff ff ff e0", // movabs to rax; jmp *%rax
                "49 bb 00 10 00 81 ff ff ff ff 41 ff e3", // movabs to r11; jmp *%r11
                "49 bb 00 10 00 81 ff ff ff ff 41 53 c3", // movabs to r11; push %r11; ret
                "48 b8 00 10 00 81 ff ff ff ff ff d0", // movabs to rax; call *%rax
                "48 c7 c0 00 10 00 81 ff e0", // mov to rax, sign-extended; jmp *%rax
                "68 00 10 00 81 c3", // push; ret
                "68 00 10 00 81 c7 44 24 04 ff ff ff ff c3", // push; high half; ret
            })
    void waysToJumpAwayAreSeen(String hex) throws IOException {
        assertThat(decode(hex)).isEqualTo(new EntryCode.Diverted(START, START + 0x1000, false));
        assertThat(decode("0f 1f 44 00 00" + hex))
                .isEqualTo(
                        hex.startsWith("e9")
                                ? new EntryCode.Diverted(START + 5, START + 0x1005, true)
                                : new EntryCode.Diverted(START + 5, START + 0x1000, true));
    }

    @Test
    void jumpThroughMemoryIsFollowed() throws IOException {
        guest.u64(START + 0x106, 0xffff_ffff_c000_0000L);

        assertThat(decode("ff 25 00 01 00 00"))
                .isEqualTo(new EntryCode.Diverted(START, 0xffff_ffff_c000_0000L, false));
        assertThat(decode("ff 15 00 01 00 00"))
                .isEqualTo(new EntryCode.Diverted(START, 0xffff_ffff_c000_0000L, false));
        assertThat(decode("ff 24 25 06 01 00 81")) // by an absolute address
                .isEqualTo(new EntryCode.Diverted(START, 0xffff_ffff_c000_0000L, false));
        assertThat(decode("ff 25 00 00 00 10")).isEqualTo(new EntryCode.Diverted(START, 0, false));
    }

    @Test
    void movWithoutJumpAndPushWithoutReturnAreOrdinary() throws IOException {
        assertThat(decode("48 b8 00 10 00 81 ff ff ff ff 90 90"))
                .isEqualTo(new EntryCode.Plain(false));
        assertThat(decode("48 b8 00 10 00 81 ff ff ff ff ff e1")) // another register
                .isEqualTo(new EntryCode.Plain(false));
        assertThat(decode("68 00 10 00 81 58")).isEqualTo(new EntryCode.Plain(false));
    }

    @Test
    void noBytesMakeItFail() throws IOException {
        byte[] code = new byte[EntryCode.BYTES];
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second += 5) {
                java.util.Arrays.fill(code, (byte) second);
                code[0] = (byte) first;
                assertThat(decode(HexFormat.of().formatHex(code))).isNotNull();
            }
        }
    }
}
