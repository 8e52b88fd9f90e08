package dev.yagura.kernel.linux.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel that implements read and write; the table's other slots lead to "not implemented". */
class SystemCallsTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long READ = TEXT + 0x4000;
    private static final long WRITE = TEXT + 0x4100;
    private static final long NOT_IMPLEMENTED = TEXT + 0x4200;
    private static final long TABLE = TEXT + 0x10_0000;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();

    @BeforeEach
    void writesKernel() {
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("__x64_sys_read", READ, 'T')
                .symbol("__x64_sys_write", WRITE, 'T')
                .symbol("__x64_sys_ni_syscall", NOT_IMPLEMENTED, 'T')
                .symbol("_etext", TEXT + 0x6000, 'T')
                .symbol("sys_call_table", TABLE, 'D')
                .symbol("_end", TEXT + 0x20_0000, 'B');
        guest.u64(TABLE, READ).u64(TABLE + 8, WRITE);
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "syscalls");
    }

    @Test
    void slotsAreNamedAndJudged() throws IOException {
        guest.u64(TABLE + 8, READ + 1);

        assertThat(shown().lines("abi", "number", "name", "symbol", "owner", "asExpected", "used"))
                .containsExactly(
                        "x64 0 read __x64_sys_read kernel true true",
                        "x64 1 write __x64_sys_read+0x1 kernel false true");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void handlerOutsideTheKernelIsOwnedByNobody() throws IOException {
        guest.u64(TABLE, 0x1234);

        assertThat(shown().lines("handler", "owner", "expected"))
                .contains("0x1234 unknown __x64_sys_read");
    }

    @Test
    void numbersBeyondTheLastShowOnlyWhereTheyLeadAway() throws IOException {
        guest.symbol("x64_sys_call", TEXT + 0x3000, 'T');
        // cmp $0x200,%esi; je +5; jmp NOT_IMPLEMENTED; jmp READ
        guest.bytes(TEXT + 0x3000, bytes(0x81, 0xfe, 0, 2, 0, 0, 0x74, 5))
                .bytes(TEXT + 0x3008, bytes(0xe9, 0xf3, 0x11, 0, 0))
                .bytes(TEXT + 0x300d, bytes(0xe9, 0xee, 0x0f, 0, 0));

        assertThat(shown().lines("number", "name", "symbol", "asExpected", "used"))
                .contains("512 null __x64_sys_read true true")
                .contains("0 read __x64_sys_ni_syscall false true")
                .contains("0 read __x64_sys_read true false")
                .noneMatch(line -> line.startsWith("600 "));
    }

    @Test
    void dispatcherOfUnknownFormIsAGapAndTheTableStillShows() throws IOException {
        guest.symbol("x64_sys_call", TEXT + 0x3000, 'T');
        guest.bytes(TEXT + 0x3000, bytes(0xff, 0xe0, 0x90, 0x90));

        assertThat(shown().gaps()).containsExactly("x64_sys_call");
        assertThat(shown().lines("number", "used")).containsExactly("0 false", "1 false");
    }

    @Test
    void unmappedTableIsAGap() throws IOException {
        guest.unmap(TABLE);

        assertThat(shown().gaps()).containsExactly("sys_call_table");
        assertThat(shown().lines("number")).isEmpty();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
