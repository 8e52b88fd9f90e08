package dev.yagura.kernel.linux.system;

import static dev.yagura.kernel.fixture.FakeTypes.S16;
import static dev.yagura.kernel.fixture.FakeTypes.S64;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwapAreasTest {
    private static final int BLOCK = 0x61b0;
    private static final int FILE = 0x8180;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private long slots;
    private long count;

    @BeforeEach
    void makesTable() {
        guest.types()
                .struct("atomic_long_t", 8, at(0, "counter", S64))
                .struct(
                        "swap_info_struct",
                        64,
                        at(0, "flags", U64),
                        at(8, "prio", S16),
                        at(12, "pages", U32),
                        at(16, "inuse_pages", U32),
                        at(24, "swap_file", pointerTo("file")));
        slots = guest.allocate(64 * 8);
        count = guest.allocate(8);
        guest.symbol("swap_info", slots, 'B').symbol("nr_swapfiles", count, 'b');
    }

    private long area(int number, String name, int mode, int flags) {
        long filesystem = files.filesystem("devtmpfs", 5);
        long root = files.dentry("/", 0, 0, filesystem);
        long inode = files.inode(filesystem, mode, 9);
        long file =
                files.file(
                        files.mount(root, filesystem, 0, 0, 1),
                        files.dentry(name, root, inode, filesystem),
                        3,
                        0,
                        0);
        long area = guest.allocate(64);
        guest.u64(area, flags).u32(area + 8, 0xfffe).u32(area + 12, 8191).u32(area + 16, 3);
        guest.u64(area + 24, file).u64(slots + 8L * number, area).u32(count, number + 1L);
        return area;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "swap");
    }

    @Test
    void areasThatAreSwitchedOnShow() throws IOException {
        area(0, "vdb", BLOCK, 0x3);
        area(1, "off", BLOCK, 0);
        area(2, "swapfile", FILE, 0x3);

        assertThat(shown().lines("path", "type", "size", "used", "priority", "number"))
                .containsExactly("/vdb partition 32764 12 -2 0", "/swapfile file 32764 12 -2 2");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void marksAboveTheCountOfPagesAreLeftOut() throws IOException {
        guest.types()
                .struct(
                        "swap_info_struct",
                        64,
                        at(0, "flags", U64),
                        at(8, "prio", S16),
                        at(12, "pages", U32),
                        at(32, "inuse_pages", named("atomic_long_t")),
                        at(24, "swap_file", pointerTo("file")));
        guest.u64(area(0, "vdb", BLOCK, 0x3) + 32, (1L << 30) + 5);

        assertThat(shown().lines("used")).containsExactly("20");
    }

    @Test
    void endlessTableAndAreaThatIsGoneAreGaps() throws IOException {
        area(0, "vdb", BLOCK, 0x3);
        guest.u64(slots + 8, 0xffff_9000_0000_0000L).u32(count, 0xffff_ffffL);
        for (int i = 2; i < 32; i++) {
            guest.u64(slots + 8L * i, guest.u64(slots));
        }

        assertThat(shown().lines("path")).hasSize(31);
        assertThat(shown().gaps()).containsExactly("nr_swapfiles", "swap area 1");
    }
}
