package dev.yagura.kernel.linux.bpf;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S64;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.bits;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCache;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with a program that uses a map and is held by a link. */
class BpfTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long CALL_BASE = TEXT + 0x1000;
    private static final long WRITE_USER = TEXT + 0x1800;
    private static final long OPERATIONS = TEXT + 0x8000;
    private static final long OPEN_PROGRAM = TEXT + 0x8100;
    private static final long OPEN_LINK = TEXT + 0x8200;
    private static final long NAMED_PROGRAM = TEXT + 0x8300;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final FakeCache cache = new FakeCache(fake, files);
    private long programs;
    private long maps;
    private long links;
    private long program;

    @BeforeEach
    void writesKernel() {
        CType programType = new CType.Enumeration("bpf_prog_type", 4, false);
        CType attachType = new CType.Enumeration("bpf_attach_type", 4, false);
        CType mapType = new CType.Enumeration("bpf_map_type", 4, false);
        CType linkType = new CType.Enumeration("bpf_link_type", 4, false);
        guest.types()
                .enumeration("bpf_prog_type", Map.of("BPF_PROG_TYPE_KPROBE", 2L))
                .enumeration("bpf_attach_type", Map.of("BPF_CGROUP_INET_INGRESS", 0L))
                .enumeration(
                        "bpf_map_type",
                        Map.of("BPF_MAP_TYPE_HASH", 1L, "BPF_MAP_TYPE_PROG_ARRAY", 3L))
                .enumeration("bpf_link_type", Map.of("BPF_LINK_TYPE_TRACING", 2L))
                .struct("user_struct", 8, at(4, "uid", U32))
                .struct(
                        "bpf_prog_aux",
                        96,
                        at(0, "used_map_cnt", U32),
                        at(4, "id", U32),
                        at(8, "attach_func_name", new CType.Pointer(CHAR)),
                        at(16, "used_maps", VOID_POINTER),
                        at(24, "user", pointerTo("user_struct")),
                        at(32, "load_time", U64),
                        at(40, "name", array(CHAR, 16)),
                        at(56, "refcnt", named("atomic64_t")),
                        at(64, "dst_prog", pointerTo("bpf_prog")))
                .struct("atomic64_t", 8, at(0, "counter", S64))
                .struct("bpf_array", 80, at(64, "ptrs", array(VOID_POINTER, 0)))
                .struct("bpf_insn", 8, at(0, "code", U8))
                .struct(
                        "bpf_prog",
                        64,
                        bits(16, 1, "jited", U32),
                        at(4, "type", programType),
                        at(8, "expected_attach_type", attachType),
                        at(12, "len", U32),
                        at(16, "jited_len", U32),
                        at(20, "tag", array(U8, 8)),
                        at(32, "bpf_func", VOID_POINTER),
                        at(40, "aux", pointerTo("bpf_prog_aux")),
                        at(64, "insnsi", array(new CType.Named("bpf_insn", false), 0)))
                .struct(
                        "bpf_map",
                        64,
                        at(0, "ops", VOID_POINTER),
                        at(8, "map_type", mapType),
                        at(12, "key_size", U32),
                        at(16, "value_size", U32),
                        at(20, "max_entries", U32),
                        at(24, "map_flags", U32),
                        at(28, "id", U32),
                        at(32, "name", array(CHAR, 16)),
                        at(48, "frozen", U8))
                .struct(
                        "bpf_link",
                        32,
                        at(0, "id", U32),
                        at(4, "type", linkType),
                        at(8, "ops", VOID_POINTER),
                        at(16, "prog", pointerTo("bpf_prog")));
        programs = guest.allocate(24);
        maps = guest.allocate(24);
        links = guest.allocate(24);
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("__bpf_call_base", CALL_BASE, 'T')
                .symbol("bpf_probe_write_user", WRITE_USER, 'T')
                .symbol("_etext", TEXT + 0x6000, 'T')
                .symbol("some_ops", OPERATIONS, 'D')
                .symbol("bpf_prog_fops", OPEN_PROGRAM, 'D')
                .symbol("bpf_link_fops", OPEN_LINK, 'D')
                .symbol("bpf_prog_iops", NAMED_PROGRAM, 'D')
                .symbol("_end", TEXT + 0x20_0000, 'B')
                .symbol("prog_idr", programs, 'd')
                .symbol("map_idr", maps, 'd')
                .symbol("link_idr", links, 'd');
        long map = map();
        program = program(map);
        long link = guest.allocate(32);
        guest.u32(link, 9).u32(link + 4, 2).u64(link + 8, OPERATIONS).u64(link + 16, program);
        guest.u64(maps + 8, map).u64(programs + 8, program).u64(links + 8, link);
    }

    private long map() {
        long map = guest.allocate(64);
        guest.u64(map, OPERATIONS)
                .u32(map + 8, 1)
                .u32(map + 12, 4)
                .u32(map + 16, 8)
                .u32(map + 20, -1)
                .u32(map + 28, 3)
                .text(map + 32, "seen")
                .bytes(map + 48, (byte) 1);
        return map;
    }

    private long program(long map) {
        long aux = guest.allocate(96);
        long used = guest.allocate(8);
        long user = guest.allocate(8);
        long name = guest.allocate(64);
        guest.u64(used, map).u32(user + 4, 1000).text(name, "do_unlinkat");
        guest.u32(aux, 1)
                .u32(aux + 4, 42)
                .u64(aux + 8, name)
                .u64(aux + 16, used)
                .u64(aux + 24, user)
                .u64(aux + 32, 5_000_000)
                .text(aux + 40, "hide");
        long made = guest.allocate(64 + 3 * 8);
        guest.u32(made, 1 << 16)
                .u32(made + 4, 2)
                .u32(made + 12, 3)
                .u32(made + 16, 77)
                .bytes(made + 20, new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 0xFF})
                .u64(made + 32, 0xffff_ffff_c000_0040L)
                .u64(made + 40, aux);
        guest.u64(made + 64, (WRITE_USER - CALL_BASE) << 32 | 0x85);
        guest.u64(made + 72, 0x10_1085); // a call of a subprogram
        guest.u64(made + 80, 0x95);
        return made;
    }

    private ShownTable shown(String table) throws IOException {
        return ShownTable.of(guest.kernel(), table);
    }

    @Test
    void programShowsWithWhatItUsesAndWhatHoldsIt() throws IOException {
        assertThat(
                        shown("bpf")
                                .lines(
                                        "id",
                                        "type",
                                        "name",
                                        "tag",
                                        "uid",
                                        "attachTo",
                                        "links",
                                        "helpers",
                                        "maps",
                                        "jited",
                                        "code",
                                        "codeSize",
                                        "loaded"))
                .containsExactly(
                        "42 kprobe hide 01020304050607ff 1000 do_unlinkat [tracing 9]"
                                + " [bpf_probe_write_user] [3] true 0xffffffffc0000040 77 5000000");
        assertThat(shown("bpf").gaps()).isEmpty();
    }

    @Test
    void mapShows() throws IOException {
        assertThat(
                        shown("bpf-maps")
                                .lines(
                                        "id",
                                        "type",
                                        "name",
                                        "keySize",
                                        "valueSize",
                                        "maxEntries",
                                        "frozen",
                                        "operations"))
                .containsExactly("3 hash seen 4 8 4294967295 true some_ops");
    }

    @Test
    void linkShows() throws IOException {
        assertThat(shown("bpf-links").lines("id", "type", "programId", "program", "owner"))
                .containsExactly("9 tracing 42 hide kernel");
    }

    /** Opens something as the file of a process, and returns the process. */
    private long opened(long operations, long object) {
        long disk = files.filesystem("anon_inodefs", 9);
        long name = files.dentry("bpf", 0, files.inode(disk, 0x8180, 9), disk);
        long file = files.file(files.mount(name, disk, 0, 0, 1), name, 3, 2, 0);
        guest.u64(file + 40, operations).u64(file + 64, object);
        long process = fake.process(612, 0, "agent");
        files.descriptors(process, 64, file);
        return process;
    }

    private long link() {
        return guest.u64(links + 8);
    }

    private BpfHolders holders() throws IOException {
        Linux linux = Linux.of(guest.kernel());
        Bpf bpf = new Bpf(linux);
        return BpfHolders.of(linux, bpf.programs().items(), bpf.links().items());
    }

    @Test
    void aLinkHoldsAProgramOnlyWhileSomebodyHoldsTheLink() throws IOException {
        assertThat(holders().of(program)).extracting(BpfHolder::name).containsExactly("link 9");
        assertThat(holders().isHeld(program)).isFalse();

        opened(OPEN_LINK, link());

        assertThat(holders().isHeld(program)).isTrue();
        assertThat(shown("bpf-links").lines("id", "holders"))
                .containsExactly("9 [process 612 (agent)]");
    }

    @Test
    void whoHasAProgramOpenHoldsIt() throws IOException {
        guest.u64(links + 8, 0).u64(guest.u64(program + 40) + 56, 1);
        assertThat(holders().isHeld(program)).isFalse();

        opened(OPEN_PROGRAM, program);

        assertThat(holders().isHeld(program)).isTrue();
        assertThat(shown("bpf").lines("id", "references", "holders"))
                .containsExactly("42 1 [process 612 (agent)]");
        assertThat(shown("bpf").gaps()).isEmpty();
    }

    @Test
    void aFileOfAnotherKindHoldsNothing() throws IOException {
        opened(OPERATIONS, program);

        assertThat(holders().isHeld(program)).isFalse();
    }

    @Test
    void aNameInABpfFilesystemHolds() throws IOException {
        long pinned = cache.file(cache.filesystem("bpf", 21), 77, 0);
        guest.u64(pinned + 48, program).u64(pinned + 56, NAMED_PROGRAM);
        files.enter(fake.process(1, 0, "init"), files.namespace(1));

        assertThat(shown("bpf").lines("holders"))
                .containsExactly("[link 9, a file without a name]");
        assertThat(holders().isHeld(program)).isTrue();
    }

    @Test
    void aMapOfProgramsAndAnExtensionHold() throws IOException {
        long array = guest.allocate(96);
        guest.u64(array, OPERATIONS).u32(array + 8, 3).u32(array + 20, 4).u32(array + 28, 5);
        guest.u64(array + 64 + 16, program).u64(maps + 8, array);
        assertThat(holders().of(program))
                .extracting(BpfHolder::name)
                .containsExactly("link 9", "map 5");

        guest.u64(maps + 8, 0).u64(guest.u64(program + 40) + 64, program);
        assertThat(holders().of(program))
                .extracting(BpfHolder::name)
                .containsExactly("link 9", "program 42 (hide)");
    }

    @Test
    void aHostileMapOfProgramsEndsAndIsTold() throws IOException {
        long array = guest.allocate(64 + 8 * 65536);
        guest.u64(array, OPERATIONS).u32(array + 8, 3).u32(array + 20, -1).u32(array + 28, 5);
        guest.u64(maps + 8, array);

        assertThat(holders().missing())
                .extracting(Partial.Missing::why)
                .containsExactly("has room for 4294967295 programs, of which 65536 are read");
    }

    @Test
    void linkWithoutProgramShows() throws IOException {
        guest.u64(guest.u64(links + 8) + 16, 0);

        assertThat(shown("bpf-links").lines("id", "programId", "program"))
                .containsExactly("9 null null");
        assertThat(shown("bpf").lines("links")).containsExactly("[]");
    }

    @Test
    void emptyKernelHasNone() throws IOException {
        guest.u64(programs + 8, 0).u64(maps + 8, 0).u64(links + 8, 0);

        assertThat(shown("bpf").lines("id")).isEmpty();
        assertThat(shown("bpf-maps").lines("id")).isEmpty();
        assertThat(shown("bpf-links").gaps()).isEmpty();
    }

    @Test
    void programThatCannotBeReadIsAGap() throws IOException {
        guest.u64(program + 40, 0xffff_9000_0000_0000L);

        assertThat(shown("bpf").lines("id")).isEmpty();
        assertThat(shown("bpf").gaps()).hasSize(2); // the program, and the link that names it
    }

    @Test
    void hostileCountsEnd() throws IOException {
        guest.u32(program + 12, -1);
        assertThat(shown("bpf").lines("id", "helpers")).containsExactly("42 []");
        assertThat(shown("bpf").gaps()).hasSize(1);

        guest.u32(program + 12, 3).u32(guest.u64(program + 40), -1);
        assertThat(shown("bpf").lines("id", "maps")).containsExactly("42 []");
        assertThat(shown("bpf").gaps()).hasSize(1);
    }
}
