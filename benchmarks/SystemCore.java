import dev.yagura.memory.paging.PagingMode;
import dev.yagura.testkit.guest.DiskImages;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestDisk;
import dev.yagura.testkit.guest.GuestSpec;
import dev.yagura.testkit.host.FileTree;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import dev.yagura.testkit.kernels.DebianSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Boots the systemd guest of the tests (sshd, cron, nftables, a container) and writes its memory as
 * an ELF core; run by {@code benchmarks/memory-scan}.
 *
 * <p>Arguments: a kernel, by its name in the tests ({@code V6_1_CLOUD}), and the file to write. The
 * guest has page tables of 4 levels, as Volatility 3 reads no others.
 */
final class SystemCore {
    private static final int MEMORY_MIB = 1024;

    private SystemCore() {}

    public static void main(String[] arguments) throws IOException {
        DebianKernel kernel = DebianKernel.valueOf(arguments[0]);
        Path core = Path.of(arguments[1]).toAbsolutePath();
        Path folder = Files.createTempDirectory("yagura-benchmark-");
        try {
            Path key = Files.writeString(folder.resolve("key"), "benchmark");
            GuestDisk disk =
                    DiskImages.encrypt(DebianSystem.image(), folder.resolve("disk.luks"), key);
            GuestSpec spec =
                    GuestSpec.of(DebianKernels.standard().fetch(kernel))
                            .withName("benchmark")
                            .withMemoryMiB(MEMORY_MIB)
                            .withPaging(PagingMode.FOUR_LEVEL)
                            .withSystem(disk);
            try (Guest guest = Guest.boot(spec)) {
                guest.run("systemctl is-system-running --wait");
                guest.stop();
                guest.dumpGuestMemory(core);
            }
        } finally {
            FileTree.delete(folder);
        }
    }
}
