package dev.yagura.kernel.linux.trace;

import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCache;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel that has consumers in a chain, as before 6.12, or in a list. */
class UprobesTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long HANDLER = TEXT + 0x400;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final FakeCache cache = new FakeCache(fake, files);
    private long tree;
    private long inode;

    @BeforeEach
    void makesProgram() {
        fake.process(1, 0, "init");
        types(false);
        tree = guest.allocate(8);
        long disk = cache.filesystem("ext4", 0x80_0001);
        inode = cache.file(disk, 12, 10);
        cache.name(inode, "sh", files.dentry("/", 0, 0, disk));
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("uprobe_dispatcher", HANDLER, 't')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B')
                .symbol("uprobes_tree", tree, 'b');
    }

    private void types(boolean listed) {
        guest.types()
                .struct(
                        "uprobe",
                        64,
                        at(0, "rb_node", named("rb_node")),
                        at(24, "inode", pointerTo("inode")),
                        at(32, "offset", U64),
                        at(40, "consumers", listed ? named("list_head") : VOID_POINTER))
                .struct(
                        "uprobe_consumer",
                        48,
                        at(0, "handler", VOID_POINTER),
                        at(8, "ret_handler", VOID_POINTER),
                        listed
                                ? at(24, "cons_node", named("list_head"))
                                : at(24, "next", VOID_POINTER));
    }

    private long probe(long offset) {
        long probe = guest.allocate(64);
        guest.u64(probe + 24, inode).u64(probe + 32, offset);
        return probe;
    }

    private long consumer(long handler, long next) {
        long consumer = guest.allocate(48);
        guest.u64(consumer, handler).u64(consumer + 24, next);
        return consumer;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "uprobes");
    }

    @Test
    void eachConsumerShows() throws IOException {
        long first = probe(0x4000);
        guest.u64(first + 40, consumer(HANDLER, consumer(0xffff_ffff_c000_0000L, 0)));
        long second = probe(0x5000);
        fake.hang(tree, first, second);

        assertThat(shown().lines("path", "offset", "symbol", "owner"))
                .containsExactly(
                        "/sh 0x4000 uprobe_dispatcher kernel",
                        "/sh 0x4000  unknown",
                        "/sh 0x5000  ");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void consumersMayBeInAList() throws IOException {
        types(true);
        long probe = probe(0x4000);
        fake.emptyList(probe + 40);
        fake.addTail(probe + 40, consumer(HANDLER, 0) + 24);
        fake.hang(tree, probe);

        assertThat(shown().lines("symbol")).containsExactly("uprobe_dispatcher");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void chainWithoutAnEndIsAGap() throws IOException {
        long probe = probe(0x4000);
        long consumer = consumer(HANDLER, 0);
        guest.u64(consumer + 24, consumer).u64(probe + 40, consumer);
        fake.hang(tree, probe);

        assertThat(shown().lines("symbol")).containsExactly("uprobe_dispatcher");
        assertThat(shown().gaps()).hasSize(1).allMatch(gap -> gap.startsWith("consumers of"));
    }

    @Test
    void fileThatIsGoneIsAGapAndTheProbeShows() throws IOException {
        long probe = probe(0x4000);
        guest.u64(probe + 24, 0xffff_9000_0000_0000L).u64(probe + 40, consumer(HANDLER, 0));
        fake.hang(tree, probe);

        assertThat(shown().lines("path", "symbol")).containsExactly("null uprobe_dispatcher");
        assertThat(shown().gaps()).hasSize(1).allMatch(gap -> gap.startsWith("path of"));
    }
}
