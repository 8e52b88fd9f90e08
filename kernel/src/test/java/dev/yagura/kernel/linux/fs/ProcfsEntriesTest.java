package dev.yagura.kernel.linux.fs;

import static dev.yagura.kernel.fixture.FakeTypes.S64;
import static dev.yagura.kernel.fixture.FakeTypes.U16;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcfsEntriesTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final int FILE = 0x8124;
    private static final int DIRECTORY = 0x416d;
    private static final long NODE = 96;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private long root;

    @BeforeEach
    void makesRoot() {
        guest.types()
                .struct(
                        "proc_dir_entry",
                        128,
                        at(0, "proc_iops", VOID_POINTER),
                        at(8, "proc_ops", VOID_POINTER),
                        at(16, "seq_ops", VOID_POINTER),
                        at(24, "write", VOID_POINTER),
                        at(32, "data", VOID_POINTER),
                        at(40, "low_ino", U32),
                        at(44, "uid", U32),
                        at(48, "gid", U32),
                        at(56, "size", S64),
                        at(64, "subdir", named("rb_root")),
                        at(72, "name", VOID_POINTER),
                        at(80, "mode", U16),
                        at(82, "namelen", U8),
                        at(NODE, "subdir_node", named("rb_node")))
                .struct(
                        "net",
                        64,
                        at(0, "list", named("list_head")),
                        at(16, "proc_net", VOID_POINTER),
                        at(24, "ns", named("ns_common")));
        root = entry("/proc", DIRECTORY, 0);
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("version_proc_ops", TEXT + 0x800, 'd')
                .symbol("version_show", TEXT + 0x400, 't')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B')
                .symbol("proc_root", root, 'D');
    }

    private long entry(String name, int mode, long operations) {
        long entry = guest.allocate(128);
        guest.u64(entry + 8, operations)
                .u64(entry + 72, files.text(name))
                .u32(entry + 80, mode | name.length() << 16);
        return entry;
    }

    private void put(long directory, long... entries) {
        long[] nodes = new long[entries.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = entries[i] + NODE;
        }
        fake.hang(directory + 64, nodes);
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "procfs-entries");
    }

    @Test
    void entriesShowWithPathsAndOwners() throws IOException {
        long version = entry("version", FILE, TEXT + 0x800);
        guest.u64(version + 16, TEXT + 0x400);
        long driver = entry("driver", DIRECTORY, 0);
        long hook = entry("hook", FILE, 0xffff_ffff_c000_1000L);
        put(root, driver, version);
        put(driver, hook);

        assertThat(shown().lines("path", "type", "mode", "symbol", "owner", "content"))
                .containsExactly(
                        "/proc/driver dir 040555   ",
                        "/proc/driver/hook reg 0100444  unknown ",
                        "/proc/version reg 0100444 version_proc_ops kernel version_show");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void networkNamespacesHaveTreesOfTheirOwn() throws IOException {
        long nets = guest.allocate(16);
        fake.emptyList(nets);
        guest.symbol("net_namespace_list", nets, 'D');
        long net = guest.allocate(64);
        fake.addTail(nets, net);
        long tree = entry("net", DIRECTORY, 0);
        guest.u64(net + 16, tree).u32(net + 32, 0xf000_0010L);
        put(tree, entry("tcp", FILE, 0));

        assertThat(shown().lines("path", "netns")).containsExactly("/proc/net/tcp 4026531856");
    }

    @Test
    void directoryInItselfIsAGap() throws IOException {
        long inner = entry("inner", DIRECTORY, 0);
        put(root, inner);
        put(inner, inner);

        assertThat(shown().lines("path")).containsExactly("/proc/inner");
        assertThat(shown().gaps()).containsExactly("/proc/inner");
    }

    @Test
    void treeThatLeadsNowhereAndNameThatIsGoneAreGaps() throws IOException {
        long bad = entry("bad", FILE, 0);
        long good = entry("good", FILE, 0);
        guest.u64(bad + 72, 0xffff_9000_0000_0000L);
        put(root, bad, good);
        guest.u64(good + NODE + 8, 0xffff_9000_0000_0000L);

        assertThat(shown().lines("path")).containsExactly("/proc/good");
        assertThat(shown().gaps())
                .containsExactly(
                        "tree at 0x%x".formatted(root + 64),
                        "proc_dir_entry at 0x%x in /proc".formatted(bad));
    }
}
