package dev.yagura.kernel.linux.code;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A kernel with an image, a module and BPF programs. */
class KnownCodeTest {
    private static final long MODULE = 0xffff_ffff_c000_0000L;
    private static final long PACK = 0xffff_ffff_c010_0000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);

    private KnownCode known() throws IOException {
        return KnownCode.of(Linux.of(guest.kernel()));
    }

    private static Optional<Kind> kind(Optional<CodeRegion> region) {
        return region.map(CodeRegion::kind);
    }

    @Test
    void tellsTextOfImageAndModulesFromTheirData() throws IOException {
        code.module("tun", MODULE);
        KnownCode known = known();

        assertThat(known.missing()).isEmpty();
        assertThat(kind(known.at(TEXT + 0xfff))).contains(Kind.KERNEL);
        assertThat(known.at(TEXT + 0x1000)).isEmpty();
        assertThat(known.at(MODULE + 4095)).map(CodeRegion::name).contains("tun");
        assertThat(known.at(MODULE + 4096)).isEmpty();
        assertThat(known.at(0)).isEmpty();
        assertThat(known.at(-1)).isEmpty();
    }

    @Test
    void prefersAProgramToTheAreaItLiesIn() throws IOException {
        code.area(PACK, 0x200000, TEXT + 0x210);
        code.program("bpf_prog_1", PACK + 0x1040, 0x80);
        KnownCode known = known();

        assertThat(known.at(PACK + 0x1040)).map(CodeRegion::name).contains("bpf_prog_1");
        assertThat(known.at(PACK + 0x10c0)).map(CodeRegion::name).contains("bpf_jit_binary_alloc");
        assertThat(kind(known.inPage(PACK + 0x1000))).contains(Kind.BPF);
    }

    @Test
    void areasThatOthersAskedForHoldNoKnownCode() throws IOException {
        code.area(PACK, 0x2000, TEXT + 0x310);
        code.area(PACK + 0x10000, 0x2000, PACK + 0x200);
        assertThat(known().inPage(PACK)).isEmpty();
        assertThat(known().inPage(PACK + 0x10000)).isEmpty();
    }

    @Test
    void pageCountsWhereARegionHasOnlyAByteOfIt() throws IOException {
        code.program("short", PACK + 4095, 2);
        assertThat(kind(known().inPage(PACK))).contains(Kind.BPF);
        assertThat(kind(known().inPage(PACK + 4096))).contains(Kind.BPF);
        assertThat(known().inPage(PACK - 4096)).isEmpty();
        assertThat(known().inPage(PACK + 8192)).isEmpty();
    }

    @Test
    void cyclicListsAndBackwardRangesEndAndAreSaid() throws IOException {
        long symbol = code.program("one", PACK, 64);
        guest.u64(symbol + 80, symbol + 80);
        long area = code.area(PACK, -4096, TEXT + 0x210);
        guest.u64(area + 16, area + 16);
        KnownCode known = known();

        assertThat(known.missing())
                .extracting(Partial.Missing::what)
                .anyMatch(what -> what.contains("list at"))
                .hasSize(2);
        assertThat(known.at(PACK + 64)).isEmpty();
    }

    @Test
    void kernelWithoutVmapAreasIsSaid() throws IOException {
        FakeLinux bare = new FakeLinux();
        bare.guest()
                .symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B');
        KnownCode known = KnownCode.of(Linux.of(bare.guest().kernel()));
        assertThat(known.missing()).extracting(Partial.Missing::what).contains("vmap areas");
    }
}
