package dev.yagura.kernel.linux;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel with one module, whose symbol table the test writes. */
class OwnersTest {
    private static final long BASE = 0xffff_ffff_c068_c000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long kallsyms;
    private long symbols;
    private long names;

    @BeforeEach
    void loadsModule() {
        guest.types()
                .struct(
                        "mod_kallsyms",
                        24,
                        at(0, "symtab", pointerTo("elf64_sym")),
                        at(8, "num_symtab", U32),
                        at(16, "strtab", new CType.Pointer(CHAR)))
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
                        at(176, "kallsyms", pointerTo("mod_kallsyms")));
        guest.symbol("_text", FakeGuest.TEXT, 'T')
                .symbol("_stext", FakeGuest.TEXT, 'T')
                .symbol("vfs_read", FakeGuest.TEXT + 0x100, 'T')
                .symbol("_etext", FakeGuest.TEXT + 0x1000, 'T')
                .symbol("_end", FakeGuest.TEXT + 0x2000, 'B');
        long module = guest.allocate(256);
        kallsyms = guest.allocate(24);
        symbols = guest.allocate(4 * 24);
        names = guest.allocate(64);
        guest.text(module + 24, "tun").u64(module + 88, BASE).u32(module + 96, 0x3000);
        guest.u64(module + 176, kallsyms);
        guest.u64(kallsyms, symbols).u32(kallsyms + 8, 4).u64(kallsyms + 16, names);
        guest.text(names + 1, "tun_get").text(names + 9, "tun_put").text(names + 17, "other");
        symbol(0, 0, 1, BASE); // a section's: no name
        symbol(1, 1, 1, BASE);
        symbol(2, 9, 1, BASE + 0x200);
        symbol(3, 17, 0, BASE + 0x300); // defined elsewhere
        fake.emptyList(module + 144);
        fake.addTail(fake.modules(), module + 8);
    }

    private void symbol(int index, int name, int section, long value) {
        guest.u32(symbols + 24L * index, name)
                .u32(symbols + 24L * index + 4, (long) section << 16)
                .u64(symbols + 24L * index + 8, value);
    }

    private CodeLocation locate(long gva) throws IOException {
        return Linux.of(guest.kernel()).owners().locate(gva);
    }

    @Test
    void addressesOfTheImageHaveItsSymbols() throws IOException {
        assertThat(locate(FakeGuest.TEXT + 0x104))
                .isEqualTo(new CodeLocation(FakeGuest.TEXT + 0x104, "vfs_read+0x4", "kernel"));
        assertThat(locate(FakeGuest.TEXT + 0x104).describe()).isEqualTo("vfs_read+0x4");
    }

    @Test
    void addressesOfAModuleHaveItsSymbols() throws IOException {
        assertThat(locate(BASE).describe()).isEqualTo("tun_get [tun]");
        assertThat(locate(BASE + 0x310))
                .isEqualTo(new CodeLocation(BASE + 0x310, "tun_put+0x110", "tun"));
    }

    @Test
    void addressesOfNobodyAreUnknownAndNullIsNobodys() throws IOException {
        assertThat(locate(0x1234)).isEqualTo(new CodeLocation(0x1234, "", "unknown"));
        assertThat(locate(0x1234).describe()).isEqualTo("0x1234");
        assertThat(locate(0)).isEqualTo(new CodeLocation(0, "", ""));
        assertThat(locate(0).describe()).isEmpty();
    }

    @Test
    void moduleWithoutReadableSymbolsStillOwnsItsAddresses() throws IOException {
        guest.u64(kallsyms, 0xffff_9000_0000_0000L);

        assertThat(locate(BASE + 4)).isEqualTo(new CodeLocation(BASE + 4, "", "tun"));
    }

    @Test
    void hostileTableEnds() throws IOException {
        guest.u32(kallsyms + 8, -1);
        assertThat(locate(BASE + 4).owner()).isEqualTo("tun");

        guest.u32(kallsyms + 8, 4).u64(kallsyms + 16, 0x10);
        assertThat(locate(BASE + 4).symbol()).isEmpty();
    }
}
