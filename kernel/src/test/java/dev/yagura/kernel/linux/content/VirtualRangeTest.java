package dev.yagura.kernel.linux.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualRangeTest {
    private static final long BASE = 0xffff_ffff_c068_c000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();

    private List<String> taken(long gva, long length) throws IOException {
        Taken taken = new Taken();
        Content.Part part = new Content.Part("", 0, length, gva);
        taken.begin(new Content("range", length, List.of(part)));
        new VirtualRange(guest.kernel().memory(), taken).read(part);
        return taken.whole();
    }

    @Test
    void pagesThatAreNotPresentAreMissing() throws IOException {
        guest.text(BASE + 0x1000, "one").text(BASE + 0x4000, "four");

        assertThat(taken(BASE, 0x8000))
                .containsExactly(
                        "part 0+32768 at 0xffffffffc068c000",
                        "0+4096 MISSING not present",
                        "4096+4096 one",
                        "8192+8192 MISSING not present",
                        "16384+4096 four",
                        "20480+12288 MISSING not present");
    }

    @Test
    void rangeNeedNotStartNorEndWithAPage() throws IOException {
        guest.text(BASE, "abcdef").text(BASE + 0x1000, "ghi");

        assertThat(taken(BASE + 3, 0x1000)).contains("0+4093 def", "4093+3 ghi");
    }

    @Test
    void hugeRangeThatHoldsNothingIsOneGap() throws IOException {
        assertThat(taken(0x1000_0000_0000L, Content.MAX_BYTES))
                .containsExactly(
                        "part 0+17592186044416 at 0x100000000000",
                        "0+17592186044416 MISSING not present");
    }

    private void module(String name, long size) {
        long gva = guest.allocate(256);
        guest.text(gva + 24, name)
                .u64(gva + 88, BASE)
                .u32(gva + 96, size)
                .u64(gva + 104, BASE + 0x8000)
                .u32(gva + 112, 0x1000)
                .u32(gva + 168, 1);
        fake.emptyList(gva + 144);
        fake.addTail(fake.modules(), gva + 8);
    }

    private List<String> module(String name) throws IOException {
        Taken taken = new Taken();
        new Contents(Linux.of(guest.kernel())).extract(new ContentRequest.Module(name), taken);
        return taken.whole();
    }

    @Test
    void moduleIsItsPartsOneAfterTheOther() throws IOException {
        module("tun", 0x1000);
        guest.text(BASE, "text").text(BASE + 0x8000, "init");

        assertThat(module("tun"))
                .containsExactly(
                        "part 0+4096 at 0xffffffffc068c000",
                        "part 4096+4096 at 0xffffffffc0694000",
                        "0+4096 text",
                        "4096+4096 init");
    }

    @Test
    void moduleThatIsNotThereOrTwiceIsRefused() {
        module("twice", 0x1000);
        module("twice", 0x1000);

        assertThatThrownBy(() -> module("twice")).hasMessageContaining("has 2, expected 1");
        assertThatThrownBy(() -> module("tun"))
                .isInstanceOf(NoSuchContentException.class)
                .hasMessage("module is \"tun\", of which the guest has 0, expected 1");
    }

    @Test
    void processWithoutMemoryOrNotThereIsRefused() {
        fake.process(1, 0, "init");
        guest.u64(fake.task(1) + FakeLinux.MM, 0);
        Contents contents = new Contents(Linux.of(guest.kernel()));

        assertThatThrownBy(() ->
                        contents.extract(new ContentRequest.MappingAt(1, 0x1000), new Taken()))
                .isInstanceOf(NoSuchContentException.class)
                .hasMessage("process is 1, which has no memory of its own");
        assertThatThrownBy(() ->
                        contents.extract(
                                new ContentRequest.MappingsNamed(2, "[heap]"), new Taken()))
                .hasMessage("process is 2, which is not there");
    }
}
