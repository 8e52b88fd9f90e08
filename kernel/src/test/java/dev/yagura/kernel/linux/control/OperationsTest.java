package dev.yagura.kernel.linux.control;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with one table of each kind. */
class OperationsTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long SHOW = TEXT + 0x400;
    private static final CType FUNCTION = new CType.Pointer(new CType.Function());

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long sequence;
    private long disciplines;
    private long handlers;
    private long formats;

    @BeforeEach
    void writesKernel() {
        guest.types()
                .struct(
                        "seq_operations",
                        32,
                        at(0, "start", FUNCTION),
                        at(8, "private", U64),
                        at(16, "show", FUNCTION))
                .struct(
                        "tty_ldisc_ops",
                        24,
                        at(0, "name", new CType.Pointer(CHAR)),
                        at(8, "receive_buf", FUNCTION))
                .struct(
                        "input_handler",
                        48,
                        at(0, "event", FUNCTION),
                        at(8, "name", new CType.Pointer(CHAR)),
                        at(16, "node", named("list_head")))
                .struct(
                        "linux_binfmt",
                        32,
                        at(0, "lh", named("list_head")),
                        at(16, "load_binary", FUNCTION));
        sequence = guest.allocate(32);
        disciplines = guest.allocate(64);
        handlers = guest.allocate(16);
        formats = guest.allocate(16);
        fake.emptyList(handlers);
        fake.emptyList(formats);
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("tcp4_seq_show", SHOW, 'T')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B')
                .symbol("tcp4_seq_ops", sequence, 'd')
                .symbol("tty_ldiscs", disciplines, 'b')
                .symbol("after_ldiscs", disciplines + 16, 'b')
                .symbol("input_handler_list", handlers, 'd')
                .symbol("formats", formats, 'd');
    }

    private long text(String text) {
        long gva = guest.allocate(64);
        guest.text(gva, text);
        return gva;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "operations");
    }

    @Test
    void pointersThatAreSetShow() throws IOException {
        guest.u64(sequence + 8, SHOW).u64(sequence + 16, SHOW);

        assertThat(shown().lines("kind", "name", "member", "symbol", "owner"))
                .containsExactly("seq_operations tcp4_seq_ops show tcp4_seq_show kernel");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void disciplinesUpToTheNextSymbolShow() throws IOException {
        long ops = guest.allocate(24);
        guest.u64(ops, text("n_tty")).u64(ops + 8, 0xffff_ffff_c000_0000L);
        guest.u64(disciplines + 8, ops).u64(disciplines + 16, 1);

        assertThat(shown().lines("kind", "name", "member", "owner"))
                .containsExactly("tty_ldisc_ops n_tty receive_buf unknown");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void inputHandlersAndFormatsShow() throws IOException {
        long handler = guest.allocate(48);
        guest.u64(handler, SHOW).u64(handler + 8, text("kbd"));
        fake.addTail(handlers, handler + 16);
        long format = guest.allocate(32);
        guest.u64(format + 16, SHOW + 4).symbol("elf_format", format, 'd');
        fake.addTail(formats, format);

        assertThat(shown().lines("kind", "name", "member", "symbol"))
                .containsExactly(
                        "input_handler kbd event tcp4_seq_show",
                        "linux_binfmt elf_format load_binary tcp4_seq_show+0x4");
    }

    /** Adds a filesystem whose root has these {@code file_operations}. */
    private long filesystem(long blocks, String type, long operations) {
        long inode = guest.allocate(32);
        guest.u64(inode + 16, operations);
        long root = guest.allocate(96);
        guest.u64(root + 48, inode);
        long kind = guest.allocate(16);
        guest.u64(kind, text(type));
        long block = guest.allocate(64);
        guest.u64(block + 16, kind).u64(block + 32, root);
        fake.addTail(blocks, block);
        return block;
    }

    private long filesystems() {
        guest.types()
                .struct("file_system_type", 16, at(0, "name", new CType.Pointer(CHAR)))
                .struct(
                        "super_block",
                        64,
                        at(0, "s_list", named("list_head")),
                        at(16, "s_type", pointerTo("file_system_type")),
                        at(24, "s_op", U64),
                        at(32, "s_root", pointerTo("dentry")))
                .struct("inode", 32, at(8, "i_op", U64), at(16, "i_fop", U64))
                .struct("file_operations", 16, at(8, "iterate_shared", FUNCTION))
                .more("dentry", 96, at(48, "d_inode", pointerTo("inode")));
        long blocks = guest.allocate(16);
        fake.emptyList(blocks);
        guest.symbol("super_blocks", blocks, 'd');
        return blocks;
    }

    @Test
    void rootsOfFilesystemsShowOnceForEachTable() throws IOException {
        long blocks = filesystems();
        long shared = guest.allocate(16);
        long changed = guest.allocate(16);
        guest.u64(shared + 8, SHOW).u64(changed + 8, 0xffff_ffff_c000_0000L);
        filesystem(blocks, "tmpfs", shared);
        filesystem(blocks, "devtmpfs", shared);
        filesystem(blocks, "ext4", changed);

        assertThat(shown().lines("kind", "name", "member", "symbol", "owner"))
                .containsExactly(
                        "file_operations root of tmpfs iterate_shared tcp4_seq_show kernel",
                        "file_operations root of ext4 iterate_shared  unknown");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void rootThatIsGoneIsAGap() throws IOException {
        long blocks = filesystems();
        long block = filesystem(blocks, "tmpfs", 0);
        guest.u64(block + 32, 0xffff_9000_0000_0000L);

        assertThat(shown().lines("kind")).isEmpty();
        assertThat(shown().gaps()).hasSize(1).allMatch(gap -> gap.startsWith("root of"));
    }

    @Test
    void brokenPartsAreGapsAndTheOthersShow() throws IOException {
        guest.u64(sequence, SHOW);
        guest.u64(disciplines, 0xffff_9000_0000_0000L);
        guest.u64(handlers, 8);
        guest.u64(formats, 0xffff_9000_0000_0000L);

        assertThat(shown().lines("member")).containsExactly("start");
        assertThat(shown().gaps())
                .containsExactly(
                        "tty line discipline 0",
                        "list at 0x" + Long.toHexString(handlers),
                        "formats");
    }
}
