package dev.yagura.kernel.linux;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
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

/** A module with two parameters and two sections. */
class ModuleDetailsTest {
    private static final long BASE = 0xffff_ffff_c068_c000L;
    private static final CType TEXT = new CType.Pointer(CHAR);

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long module;
    private long attributes;

    @BeforeEach
    void loadsModule() {
        guest.types()
                .struct("attribute", 16, at(0, "name", TEXT))
                .struct(
                        "bin_attribute",
                        32,
                        at(0, "attr", named("attribute")),
                        at(24, "private", VOID_POINTER))
                .struct("attribute_group", 16, at(8, "bin_attrs", VOID_POINTER))
                .struct("module_sect_attrs", 16, at(0, "grp", named("attribute_group")))
                .struct(
                        "kernel_param",
                        32,
                        at(0, "name", TEXT),
                        at(8, "ops", VOID_POINTER),
                        at(16, "arg", VOID_POINTER))
                .struct("module_memory", 16, at(0, "base", U64), at(8, "size", U32))
                .struct(
                        "module",
                        256,
                        at(0, "state", S32),
                        at(8, "list", named("list_head")),
                        at(24, "name", array(CHAR, 56)),
                        at(80, "init", U64),
                        at(88, "mem", array(named("module_memory"), 3)),
                        at(136, "taints", U64),
                        at(144, "source_list", named("list_head")),
                        at(160, "exit", U64),
                        at(168, "refcnt", S32),
                        at(172, "num_kp", U32),
                        at(176, "kp", pointerTo("kernel_param")),
                        at(184, "sect_attrs", pointerTo("module_sect_attrs")));
        long operations = guest.allocate(64);
        guest.symbol("param_ops_int", operations, 'D')
                .symbol("param_ops_charp", operations + 32, 'D');
        module = guest.allocate(256);
        guest.text(module + 24, "tun").u64(module + 88, BASE).u32(module + 96, 0x3000);
        fake.emptyList(module + 144);
        fake.addTail(fake.modules(), module + 8);

        long value = guest.allocate(16);
        guest.u32(value, -5).u64(value + 8, text("eth0"));
        long parameters = guest.allocate(96);
        parameter(parameters, "debug", operations, value);
        parameter(parameters + 32, "name", operations + 32, value + 8);
        parameter(parameters + 64, "own", 0x1234, value);
        guest.u32(module + 172, 3).u64(module + 176, parameters);

        long sections = guest.allocate(16);
        attributes = guest.allocate(24);
        guest.u64(attributes, section(".text", BASE)).u64(attributes + 8, section(".bss", 7));
        guest.u64(sections + 8, attributes).u64(module + 184, sections);
    }

    private long text(String text) {
        long gva = guest.allocate(64);
        guest.text(gva, text);
        return gva;
    }

    private void parameter(long gva, String name, long operations, long value) {
        guest.u64(gva, text(name)).u64(gva + 8, operations).u64(gva + 16, value);
    }

    private long section(String name, long address) {
        long gva = guest.allocate(64);
        guest.u64(gva, text(name)).u64(gva + 24, address).u64(gva + 40, address + 1);
        return gva;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "modules");
    }

    @Test
    void parametersAndSectionsShow() throws IOException {
        assertThat(shown().lines("name", "parameters", "sections", "sectionAddresses"))
                .containsExactly(
                        "tun [debug=-5, name=eth0, own] [.text, .bss] [0xffffffffc068c000, 0x7]");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void addressBesideTheAttributeIsThatOfOlderKernels() throws IOException {
        guest.types()
                .struct(
                        "module_sect_attr",
                        48,
                        at(0, "battr", named("bin_attribute")),
                        at(40, "address", U64));

        assertThat(shown().lines("sectionAddresses")).containsExactly("[0xffffffffc068c001, 0x8]");
    }

    @Test
    void moduleWithoutSectionsShows() throws IOException {
        guest.u64(module + 184, 0).u32(module + 172, 0);

        assertThat(shown().lines("name", "parameters", "sections")).containsExactly("tun [] []");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void impossibleCountsAreGapsAndTheModuleShows() throws IOException {
        guest.u32(module + 172, -1);
        long many = guest.allocate(8 * 5000);
        for (int i = 0; i < 5000; i++) {
            guest.u64(many + 8L * i, guest.u64(attributes));
        }
        guest.u64(guest.u64(module + 184) + 8, many);

        assertThat(shown().lines("name", "parameters", "sections")).containsExactly("tun [] []");
        assertThat(shown().gaps())
                .containsExactly("parameters of module tun", "sections of module tun");
    }
}
