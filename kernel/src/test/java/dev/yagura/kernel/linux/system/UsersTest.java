package dev.yagura.kernel.linux.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCache;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guest whose /run/utmp is one page. */
class UsersTest {
    private static final int RECORD = 384;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final FakeCache cache = new FakeCache(fake, files);
    private long utmp;
    private long node;
    private long page;

    @BeforeEach
    void writesUtmp() throws IOException {
        long process = fake.process(1, 0, "init");
        long tmpfs = cache.filesystem("tmpfs", 25);
        long root = files.dentry("/", 0, 0, tmpfs);
        long mount = files.mount(root, tmpfs, 0, 0, 1);
        files.directories(process, mount, root, root);
        files.enter(process, files.namespace(0xf000_0001L, mount));
        utmp = cache.file(tmpfs, 7, 3 * RECORD);
        cache.name(utmp, "utmp", cache.name(cache.file(tmpfs, 6, 0), "run", root));
        node = cache.node(utmp);
        cache.page(utmp, node, 0, "");
        page = cache.lastPage();
    }

    private void record(int number, int type, String line, String user, String host) {
        long at = page + (long) number * RECORD;
        guest.u32(at, type)
                .u32(at + 4, 95)
                .text(at + 8, line)
                .text(at + 40, "ts0")
                .text(at + 44, user)
                .text(at + 76, host)
                .u32(at + 340, 1_700_000_000L)
                .u32(at + 348, 0x0202_000a);
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "users");
    }

    @Test
    void recordsShowInTheirOrderAndEmptyOnesDoNot() throws IOException {
        record(0, 2, "~", "reboot", "6.1.0");
        record(2, 7, "pts/0", "alice", "client.example");

        assertThat(shown().lines("record", "type", "user", "line", "host", "pid", "time", "id"))
                .containsExactly(
                        "0 boot reboot ~ 6.1.0 95 2023-11-14T22:13:20Z ts0",
                        "2 user alice pts/0 client.example 95 2023-11-14T22:13:20Z ts0");
        assertThat(shown().lines("address", "path")).contains("10.0.2.2 /run/utmp");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void fieldsWithoutAnEndStopAtTheNext() throws IOException {
        record(0, 7, "l".repeat(32), "u".repeat(32), "h");
        guest.bytes(page + 40, (byte) 'i', (byte) 'i', (byte) 'i', (byte) 'i');

        assertThat(shown().lines("user", "id")).containsExactly("u".repeat(32) + " iiii");
    }

    @Test
    void partOfARecordIsAGap() throws IOException {
        record(0, 7, "pts/0", "alice", "");
        guest.u64(utmp + 24, RECORD + 5);

        assertThat(shown().lines("user")).containsExactly("alice");
        assertThat(shown().gaps()).containsExactly("/run/utmp");
    }

    @Test
    void pageThatIsGoneIsAGap() throws IOException {
        cache.slot(node, 0, 0x1235);

        assertThat(shown().lines("user")).isEmpty();
        assertThat(shown().gaps()).containsExactly("/run/utmp");
    }

    @Test
    void endlessFileIsAGap() throws IOException {
        guest.u64(utmp + 24, Long.MAX_VALUE);

        assertThat(shown().lines("user")).isEmpty();
        assertThat(shown().gaps()).containsExactly("/run/utmp");
    }
}
