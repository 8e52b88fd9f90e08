package dev.yagura.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.memory.paging.PagingMode;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import dev.yagura.testkit.kernels.KernelImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boots guests of other kinds than {@code GuestTest}; see there for what it needs. */
@Tag("guest")
class GuestVariantsTest {
    @TempDir private Path directory;

    @Test
    void anonymousRamFourLevelsNoModulesNoMonitorAndBusy() throws IOException {
        KernelImage kernel = KernelImage.ofFile(kernel().bzImage());
        GuestSpec spec =
                GuestSpec.of(kernel)
                        .withPaging(PagingMode.FOUR_LEVEL)
                        .withRam(RamBacking.ANONYMOUS)
                        .withMonitored(false)
                        .withBusy(true);

        try (Guest guest = Guest.boot(spec)) {
            assertThat(guest.qmpSocket()).isEmpty();
            assertThat(guest.ramFile()).isEmpty();
            assertThat(guest.modules()).isEmpty();
            assertThat(guest.monitor().human("info registers")).containsPattern("CR4=0075[02]");
            int earlier = lastPid(guest);
            assertThat(guest.processes()).isNotEmpty();
            assertThat(lastPid(guest)).as("processes come and go").isGreaterThan(earlier);
        }
    }

    @Test
    void memfdPciHoleAndAnEncryptedDisk() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "passphrase");
        Path image = directory.resolve("disk.luks");
        GuestDisk disk = DiskImages.createLuks(image, 16, key);
        GuestSpec spec =
                GuestSpec.of(kernel())
                        .withMemoryMiB(3072)
                        .withRam(RamBacking.MEMFD)
                        .withDisks(List.of(disk));

        try (Guest guest = Guest.boot(spec)) {
            assertThat(guest.qmpSocket().orElseThrow()).exists();
            assertThat(guest.run("grep 'System RAM' /proc/iomem"))
                    .contains("100000000-13fffffff : System RAM");
            guest.run("echo plain text on disk >/dev/vda && sync");
            assertThat(guest.run("head -n 1 /dev/vda")).isEqualTo("plain text on disk\n");
        }
        assertThat(new String(Files.readAllBytes(image), StandardCharsets.ISO_8859_1))
                .startsWith("LUKS")
                .doesNotContain("plain text on disk");
    }

    private static KernelImage kernel() throws IOException {
        return DebianKernels.standard().fetch(DebianKernel.V6_1_CLOUD);
    }

    private static int lastPid(Guest guest) throws IOException {
        return Integer.parseInt(guest.run("cut -d ' ' -f 5 /proc/loadavg").strip());
    }
}
