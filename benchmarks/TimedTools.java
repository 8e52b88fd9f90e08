import dev.yagura.memory.paging.PagingMode;
import dev.yagura.testkit.guest.DiskImages;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestDisk;
import dev.yagura.testkit.guest.GuestSpec;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import dev.yagura.testkit.kernels.DebianSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Boots the systemd guest of the tests with tools of its own, times them in it, and leaves its
 * memory and its encrypted disk; run by {@code benchmarks/tools}.
 *
 * <p>Arguments: a kernel, by its name in the tests ({@code V6_1_CLOUD}); an empty folder, which
 * receives {@code core}, {@code disk} and its {@code key}; how often each tool is run; and names
 * and commands of tools in turn. Prints a line for each run: name and microseconds.
 */
final class TimedTools {
    private static final int MEMORY_MIB = 1024;
    private static final int FIRST_TOOL = 3;
    private static final Duration LIMIT = Duration.ofHours(2);

    private TimedTools() {}

    public static void main(String[] arguments) throws IOException {
        DebianKernel kernel = DebianKernel.valueOf(arguments[0]);
        Path folder = Path.of(arguments[1]).toAbsolutePath();
        int runs = Integer.parseInt(arguments[2]);
        Path key = Files.writeString(folder.resolve("key"), "benchmark");
        Path image = DebianSystem.imageWith(List.of("binutils", "chkrootkit", "net-tools", "rkhunter"));
        Files.createSymbolicLink(folder.resolve("image"), image);
        GuestDisk disk = DiskImages.encrypt(image, folder.resolve("disk"), key);
        GuestSpec spec =
                GuestSpec.of(DebianKernels.standard().fetch(kernel))
                        .withName("benchmark")
                        .withMemoryMiB(MEMORY_MIB)
                        .withPaging(PagingMode.FOUR_LEVEL)
                        .withSystem(disk);
        try (Guest guest = Guest.boot(spec)) {
            guest.run("systemctl is-system-running --wait", LIMIT);
            for (int i = 0; i < runs; i++) {
                for (int tool = FIRST_TOOL; tool + 1 < arguments.length; tool += 2) {
                    System.out.println(arguments[tool] + " " + time(guest, arguments[tool + 1]));
                }
            }
            guest.run("sync", LIMIT);
            guest.stop();
            guest.dumpGuestMemory(folder.resolve("core"));
            // The guest ends here, and with it all writing to the disk.
        }
    }

    private static long time(Guest guest, String command) throws IOException {
        String timed = "s=$(date +%s%N); " + command + " >/tmp/out 2>&1; e=$(date +%s%N);"
                + " test -s /tmp/out && echo $(((e - s) / 1000)); rm /tmp/out";
        return Long.parseLong(guest.run(timed, LIMIT).strip());
    }
}
