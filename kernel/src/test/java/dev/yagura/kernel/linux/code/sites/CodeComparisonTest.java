package dev.yagura.kernel.linux.code.sites;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.ElfBuilder;
import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.image.CodeImage;
import dev.yagura.kernel.linux.image.KernelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A kernel of two pages, and a guest that has it in memory. */
class CodeComparisonTest {
    private static final int BYTES = 0x1000;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final List<PatchSite> sites = new ArrayList<>();

    CodeComparisonTest() {
        new FakeCode(fake);
        guest.bytes(TEXT, new byte[BYTES]);
    }

    private Partial<Deviation> compare() throws IOException {
        byte[] file =
                new ElfBuilder().section(".text", ElfBuilder.CODE, TEXT, new byte[BYTES]).build();
        CodeImage image = KernelFile.parse(file).at(TEXT);
        Linux linux = Linux.of(guest.kernel());
        return new CodeComparison(
                        image,
                        PatchSites.of(image, linux, sites),
                        Targets.of(linux),
                        linux.kernel().memory())
                .compare(new GvaRange(TEXT, BYTES));
    }

    @Test
    void equalCodeHasNoDeviation() throws IOException {
        assertThat(compare().items()).isEmpty();
        assertThat(compare().missing()).isEmpty();
    }

    @Test
    void changesCloseToEachOtherAreOne() throws IOException {
        guest.bytes(TEXT + 0x100, (byte) 1).bytes(TEXT + 0x10a, (byte) 2);
        guest.bytes(TEXT + 0xfff, (byte) 3);
        assertThat(compare().items())
                .containsExactly(
                        new Deviation(
                                TEXT + 0x100,
                                11,
                                "00 00 00 00 00 00 00 00 00 00 00",
                                "01 00 00 00 00 00 00 00 00 00 02",
                                ""),
                        new Deviation(TEXT + 0xfff, 1, "00", "03", ""));
    }

    @Test
    void placeExplainsItsOwnBytesOnly() throws IOException {
        sites.add(new ReturnSite(TEXT + 0x200));
        guest.bytes(TEXT + 0x200, (byte) 0xC3, (byte) 0xCC, (byte) 0xCC, (byte) 0xCC, (byte) 0xCC);
        assertThat(compare().items()).isEmpty();
        guest.bytes(TEXT + 0x205, (byte) 0x90);
        assertThat(compare().items()).extracting(Deviation::gva).containsExactly(TEXT + 0x205);
        guest.bytes(TEXT + 0x202, (byte) 0x90);
        assertThat(compare().items()).extracting(Deviation::gva).containsExactly(TEXT + 0x200);
        assertThat(compare().items().getFirst().site()).isEqualTo("return thunk site");
    }

    @Test
    void placeThatIsBeingRewrittenBeginsWithABreakpoint() throws IOException {
        sites.add(new TracerSite(TEXT + 0x200));
        guest.bytes(TEXT + 0x200, (byte) 0xCC, (byte) 0x1F, (byte) 0x44);
        assertThat(compare().items()).isEmpty();
        guest.bytes(TEXT + 0x200, (byte) 0xCC, (byte) 0x1F, (byte) 0x45);
        assertThat(compare().items()).hasSize(1);
    }

    @Test
    void placesThatHangOverTheEndExplainNothing() throws IOException {
        sites.add(new ReturnSite(TEXT - 2));
        sites.add(new ReturnSite(TEXT + BYTES - 2));
        guest.bytes(TEXT, (byte) 0xC3).bytes(TEXT + BYTES - 2, (byte) 0xC3);
        assertThat(compare().items()).hasSize(2);
    }

    @Test
    void pageThatIsNotThereIsSaid() throws IOException {
        guest.unmap(TEXT);
        assertThat(compare().items()).isEmpty();
        assertThat(compare().missing())
                .extracting(Partial.Missing::what)
                .containsExactly("page of code at 0x%x".formatted(TEXT));
    }

    @Test
    void manyChangesAreCounted() throws IOException {
        byte[] changed = new byte[BYTES];
        for (int i = 0; i < BYTES; i += 32) {
            changed[i] = 1;
        }
        guest.bytes(TEXT, changed);
        assertThat(compare().items()).hasSize(BYTES / 32);
    }
}
