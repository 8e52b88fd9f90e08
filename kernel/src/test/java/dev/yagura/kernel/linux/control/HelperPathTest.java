package dev.yagura.kernel.linux.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HelperPathTest {
    private final FakeGuest guest = new FakeLinux().guest();

    private long variable(String name, String value) {
        long gva = guest.allocate(512);
        guest.symbol(name, gva, 'D').text(gva, value);
        return gva;
    }

    @Test
    void pathsThatTheKernelHasShow() throws IOException {
        variable("core_pattern", "|/tmp/.x %p");
        variable("modprobe_path", "/sbin/modprobe");

        ShownTable shown = ShownTable.of(guest.kernel(), "helper-paths");

        assertThat(shown.lines("name", "path"))
                .containsExactly("modprobe_path /sbin/modprobe", "core_pattern |/tmp/.x %p");
        assertThat(shown.gaps()).isEmpty();
    }

    @Test
    void nameWithoutEndIsBounded() throws IOException {
        variable("modprobe_path", "x".repeat(500));

        ShownTable shown = ShownTable.of(guest.kernel(), "helper-paths");

        assertThat(shown.gaps().size() + shown.lines("path").size()).isEqualTo(1);
        assertThat(shown.lines("path")).allMatch(path -> path.length() <= 256);
    }

    @Test
    void variableThatIsNotThereIsAGap() throws IOException {
        guest.symbol("poweroff_cmd", 0xffff_9000_0000_0000L, 'D');

        assertThat(ShownTable.of(guest.kernel(), "helper-paths").gaps())
                .containsExactly("poweroff_cmd");
    }
}
