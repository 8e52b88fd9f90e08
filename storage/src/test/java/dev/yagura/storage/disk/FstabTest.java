package dev.yagura.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FstabTest {
    @Test
    void takesLinesApartAsLibmountDoes() throws IOException {
        assertThat(
                        Fstab.parse(
                                """
                                # comment
                                \t/dev/sda1 /mnt/with\\040space// ext4 noauto,nofail 0 2

                                UUID="AB-CD"   /x
                                one
                                LABEL=a\\134b /y vfat
                                """))
                .containsExactly(
                        new FstabEntry(
                                "/dev/sda1",
                                "/mnt/with space",
                                "ext4",
                                List.of("noauto", "nofail")),
                        new FstabEntry("UUID=AB-CD", "/x", "auto", List.of()),
                        new FstabEntry("LABEL=a\\b", "/y", "vfat", List.of()));
    }

    @Test
    void refusesMoreThanAnybodyWrites() {
        MemoryTree lines = new MemoryTree("t").file("/etc/fstab", "a /b c\n".repeat(513));
        MemoryTree bytes = new MemoryTree("t").file("/etc/fstab", "#".repeat((1 << 20) + 1));

        assertThatThrownBy(() -> Fstab.of(lines))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessage("/etc/fstab: lines at 0x0 is 513, expected at most 512");
        assertThatThrownBy(() -> Fstab.of(bytes))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("expected at most 1048576");
    }

    @Test
    void noFileIsNoList() throws IOException {
        assertThat(Fstab.of(new MemoryTree("t"))).isEmpty();
        assertThat(Fstab.of(new MemoryTree("t").directory("/etc/fstab"))).isEmpty();
    }
}
