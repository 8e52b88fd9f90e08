package dev.yagura.kernel.linux;

import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTypes;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.walk.WalkCutException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModulesTest {
    private static final long BASE = 0xffff_ffff_c068_c000L;

    private final FakeLinux fake = new FakeLinux();

    private List<KernelModule> list() throws IOException {
        return Linux.of(fake.guest().kernel()).modules().list();
    }

    private long module(String name, int refcount) {
        long gva = fake.guest().allocate(256);
        fake.guest()
                .text(gva + 24, name)
                .u64(gva + 88, BASE)
                .u32(gva + 96, 0x3000)
                .u64(gva + 104, BASE + 0x8000)
                .u32(gva + 112, 0x1000)
                .u32(gva + 168, refcount + 1);
        fake.emptyList(gva + 144);
        fake.addTail(fake.modules(), gva + 8);
        return gva;
    }

    @Test
    void guestMayHaveNoModules() throws IOException {
        assertThat(list()).isEmpty();
    }

    @Test
    void linesAreThoseOfProcModules() throws IOException {
        long mod = module("dm_mod", 2);
        long user = module("dm_crypt", 0);
        long use = fake.guest().allocate(48);
        fake.guest().u64(use + 32, user).u64(user + 80, 1).u64(user + 136, 0x3000);
        fake.addTail(mod + 144, use);

        assertThat(list())
                .extracting(KernelModule::procLine)
                .containsExactly(
                        "dm_mod 16384 2 dm_crypt, Live 0xffffffffc068c000",
                        "dm_crypt 16384 0 [permanent], Live 0xffffffffc068c000 (OE)");
    }

    @Test
    void statesAreNamedAndUnformedModulesLeftOut() throws IOException {
        fake.guest().u32(module("a", 0), 1);
        fake.guest().u32(module("b", -1), 2);
        fake.guest().u32(module("c", 0), 3);

        assertThat(list())
                .extracting(KernelModule::procLine)
                .containsExactly(
                        "a 16384 0 - Loading 0xffffffffc068c000",
                        "b 16384 -1 - Unloading 0xffffffffc068c000");
    }

    @Test
    void knowsItsMemory() throws IOException {
        module("a", 0);
        KernelModule module = list().getFirst();

        assertThat(module.ranges()).hasSize(2);
        assertThat(module.contains(BASE)).isTrue();
        assertThat(module.contains(BASE + 0x2fff)).isTrue();
        assertThat(module.contains(BASE + 0x3000)).isFalse();
        assertThat(module.contains(BASE + 0x8fff)).isTrue();
        assertThat(module.contains(BASE - 1)).isFalse();
        assertThat(module.ranges().getFirst())
                .hasToString("[0xffffffffc068c000, 0xffffffffc068f000)");
    }

    @Test
    void brokenListIsAnError() {
        fake.guest().u64(module("a", 0) + 8, 0);

        assertThatThrownBy(this::list).isInstanceOf(WalkCutException.class);
    }

    @Test
    void layoutBefore64IsKnown() throws IOException {
        module("old", 0);
        fake.guest()
                .types()
                .struct("module_layout", 16, at(0, "base", U64), at(8, "size", U32))
                .struct(
                        "module",
                        256,
                        at(0, "state", S32),
                        at(8, "list", named("list_head")),
                        at(24, "name", FakeTypes.array(FakeTypes.CHAR, 56)),
                        at(80, "init", U64),
                        at(88, "core_layout", named("module_layout")),
                        at(104, "init_layout", named("module_layout")),
                        at(136, "taints", U64),
                        at(144, "source_list", named("list_head")),
                        at(160, "exit", U64),
                        at(168, "refcnt", S32));

        assertThat(list())
                .extracting(KernelModule::procLine)
                .containsExactly("old 16384 0 - Live 0xffffffffc068c000");
    }

    @Test
    void unknownLayoutIsSaid() {
        module("new", 0);
        fake.guest()
                .types()
                .struct(
                        "module",
                        256,
                        at(0, "state", S32),
                        at(8, "list", named("list_head")),
                        at(24, "name", FakeTypes.array(FakeTypes.CHAR, 56)),
                        at(80, "init", U64),
                        at(136, "taints", U64),
                        at(144, "source_list", named("list_head")),
                        at(160, "exit", U64),
                        at(168, "refcnt", S32));

        assertThatThrownBy(this::list)
                .isInstanceOf(KernelLayoutException.class)
                .hasMessage("kernel 6.1.0-fake: struct module: core_layout or mem: not found");
    }
}
