package dev.yagura.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.memory.paging.PagingMode;
import dev.yagura.testkit.kernels.KernelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestSpecTest {
    @TempDir private Path directory;
    private GuestSpec spec;

    @BeforeEach
    void makeSpec() throws IOException {
        Path file = Files.createFile(directory.resolve("vmlinuz"));
        spec = GuestSpec.of(new KernelImage("k", "6.1", file, Optional.empty()));
    }

    @Test
    void eachChangeChangesOneThing() {
        GuestSpec changed =
                spec.withName("n")
                        .withMemoryMiB(1024)
                        .withVcpus(4)
                        .withPaging(PagingMode.FOUR_LEVEL)
                        .withRam(RamBacking.MEMFD)
                        .withMonitored(false)
                        .withModules(List.of("dummy"))
                        .withDisks(List.of(GuestDisk.raw(Path.of("d"))))
                        .withInitCommands(List.of("true"))
                        .withBusy(true)
                        .withMarker("m")
                        .withBootLimit(Duration.ofSeconds(1));

        assertThat(changed)
                .isEqualTo(
                        new GuestSpec(
                                "n",
                                spec.kernel(),
                                1024,
                                4,
                                PagingMode.FOUR_LEVEL,
                                RamBacking.MEMFD,
                                false,
                                List.of("dummy"),
                                List.of(GuestDisk.raw(Path.of("d"))),
                                List.of("true"),
                                true,
                                "m",
                                Optional.empty(),
                                Duration.ofSeconds(1)));
    }

    @Test
    void refusesWhatQemuOrTheShellWouldMisread() {
        assertThatThrownBy(() -> spec.withName("a,b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> spec.withMarker("$(reboot)"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> spec.withMemoryMiB(1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyBelongsToAnEncryptedDiskOnly() {
        assertThatThrownBy(() ->
                        new GuestDisk(
                                Path.of("d"), GuestDisk.Format.RAW, Optional.of(Path.of("k"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new GuestDisk(Path.of("d"), GuestDisk.Format.LUKS, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void encryptedDisksShowTheGuestPlainSectors() {
        assertThat(GuestDisk.luks(Path.of("/d,1.luks"), Path.of("/key")).options(0))
                .containsExactly(
                        "-object",
                        "secret,id=key0,file=/key",
                        "-blockdev",
                        "driver=file,filename=/d,,1.luks,node-name=host0",
                        "-blockdev",
                        "driver=luks,file=host0,key-secret=key0,node-name=plain0",
                        "-device",
                        "virtio-blk-pci,drive=plain0");
    }
}
