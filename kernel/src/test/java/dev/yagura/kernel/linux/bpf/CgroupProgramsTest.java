package dev.yagura.kernel.linux.bpf;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
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

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hierarchy of one group, with lists as kernels before 6.0 have them and as later ones do. */
class CgroupProgramsTest {
    private static final long PROGS = 64;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long top;

    @BeforeEach
    void someProcess() {
        fake.process(1, 0, "init");
    }

    private void kernel(boolean hashed) {
        String head = hashed ? "hlist_head" : "list_head";
        CType type = new CType.Enumeration("bpf_prog_type", 4, false);
        guest.types()
                .enumeration("bpf_prog_type", Map.of("BPF_PROG_TYPE_CGROUP_SKB", 8L))
                .enumeration("bpf_attach_type", Map.of("BPF_CGROUP_INET_INGRESS", 0L))
                .more("task_struct", 1024, at(0x280, "cgroups", pointerTo("css_set")))
                .struct("css_set", 16, at(0, "cgrp_links", named("list_head")))
                .struct(
                        "cgrp_cset_link",
                        32,
                        at(0, "cgrp", pointerTo("cgroup")),
                        at(8, "cgrp_link", named("list_head")))
                .struct(
                        "cgroup_subsys_state",
                        32,
                        at(0, "sibling", named("list_head")),
                        at(16, "children", named("list_head")))
                .struct("kernfs_node", 32, at(0, "name", new CType.Pointer(CHAR)), at(8, "id", U64))
                .struct("cgroup_bpf", 32, at(0, "progs", array(named(head), 2)))
                .struct(
                        "cgroup",
                        96,
                        at(0, "self", named("cgroup_subsys_state")),
                        at(32, "level", S32),
                        at(36, "nr_descendants", S32),
                        at(40, "kn", pointerTo("kernfs_node")),
                        at(PROGS, "bpf", named("cgroup_bpf")))
                .struct(
                        "cgroup_root",
                        224,
                        at(0, "root_list", named("list_head")),
                        at(16, "hierarchy_id", S32),
                        at(32, "cgrp", named("cgroup")),
                        at(128, "name", array(CHAR, 64)))
                .struct(
                        "bpf_prog_list",
                        32,
                        at(0, "node", named(hashed ? "hlist_node" : "list_head")),
                        at(16, "prog", pointerTo("bpf_prog")),
                        at(24, "link", pointerTo("bpf_cgroup_link")))
                .struct("bpf_cgroup_link", 64, at(8, "link", named("bpf_link")))
                .struct(
                        "bpf_link",
                        32,
                        at(0, "id", U32),
                        at(4, "type", type),
                        at(8, "ops", VOID_POINTER),
                        at(16, "prog", pointerTo("bpf_prog")))
                .struct("user_struct", 8, at(4, "uid", U32))
                .struct(
                        "bpf_prog_aux",
                        64,
                        at(0, "used_map_cnt", U32),
                        at(4, "id", U32),
                        at(16, "used_maps", VOID_POINTER),
                        at(24, "user", pointerTo("user_struct")),
                        at(32, "load_time", U64),
                        at(40, "name", array(CHAR, 16)))
                .struct(
                        "bpf_prog",
                        64,
                        bits(16, 1, "jited", U32),
                        at(4, "type", type),
                        at(8, "expected_attach_type", type),
                        at(12, "len", U32),
                        at(16, "jited_len", U32),
                        at(20, "tag", array(U8, 8)),
                        at(32, "bpf_func", VOID_POINTER),
                        at(40, "aux", pointerTo("bpf_prog_aux")));
        long roots = guest.allocate(16);
        fake.emptyList(roots);
        guest.symbol("cgroup_roots", roots, 'D');
        long root = guest.allocate(224);
        fake.addTail(roots, root);
        top = root + 32;
        fake.emptyList(top + 16);
        long set = guest.allocate(16);
        fake.emptyList(set);
        guest.u64(fake.task(1) + 0x280, set);
        if (!hashed) {
            fake.emptyList(list(hashed, 0));
            fake.emptyList(list(hashed, 1));
        }
    }

    private long list(boolean hashed, int index) {
        return top + PROGS + (long) index * (hashed ? 8 : 16);
    }

    private long attach(boolean hashed, int index) {
        long entry = guest.allocate(32);
        long head = list(hashed, index);
        if (hashed) {
            guest.u64(entry, guest.u64(head)).u64(entry + 8, head).u64(head, entry);
        } else {
            fake.addTail(head, entry);
        }
        return entry;
    }

    private long program(int id, String name) {
        long aux = guest.allocate(64);
        long program = guest.allocate(64);
        guest.u32(aux + 4, id).text(aux + 40, name).u64(program + 40, aux);
        return program;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "bpf-cgroups");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attachedProgramsShowWithGroupAndPlace(boolean hashed) throws IOException {
        kernel(hashed);
        guest.u64(attach(hashed, 0) + 16, program(5, "guard"));
        long link = guest.allocate(64);
        guest.u64(link + 8 + 16, program(6, "linked"));
        guest.u64(attach(hashed, 1) + 24, link);

        assertThat(shown().lines("group", "attachType", "programId", "program"))
                .containsExactly("/ cgroup_inet_ingress 5 guard", "/ type 1 6 linked");
        assertThat(shown().gaps()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCircleIsAGap(boolean hashed) throws IOException {
        kernel(hashed);
        long entry = attach(hashed, 0);
        guest.u64(entry + 16, program(5, "guard")).u64(entry, entry);

        assertThat(shown().lines("programId")).containsExactly("5");
        assertThat(shown().gaps()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProgramOutsideMemoryIsAGapAndTheOthersShow(boolean hashed) throws IOException {
        kernel(hashed);
        guest.u64(attach(hashed, 0) + 16, 0xffff_c900_0000_0000L);
        guest.u64(attach(hashed, 1) + 16, program(6, "other"));

        assertThat(shown().lines("programId")).containsExactly("6");
        assertThat(shown().gaps()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherHierarchyHasNone(boolean hashed) throws IOException {
        kernel(hashed);
        guest.u64(attach(hashed, 0) + 16, program(5, "guard")).u32(top - 16, 3);

        assertThat(shown().lines("programId")).isEmpty();
    }
}
