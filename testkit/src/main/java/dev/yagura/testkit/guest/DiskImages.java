package dev.yagura.testkit.guest;

import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes disk images for guests. */
public final class DiskImages {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /**
     * QEMU times its key derivation by the CPU time of a thread, and gives up where the host counts
     * that too coarsely; on some virtual machines that is every other time.
     */
    private static final int ATTEMPTS = 30;

    /** What an encrypted image's header takes, and room to spare. */
    private static final int MIB = 1 << 20;

    private static final String COARSE_CLOCK = "Unable to get accurate CPU usage";

    private DiskImages() {}

    /**
     * Makes an empty encrypted disk.
     *
     * @param file where to; overwritten
     * @param sizeMiB what the guest will see, in MiB
     * @param key file with the passphrase, without a newline
     * @return the disk, to give to a guest
     * @throws IOException if the host has no qemu-img, or it fails
     */
    public static GuestDisk createLuks(Path file, int sizeMiB, Path key) throws IOException {
        List<String> command =
                List.of(
                        HostTool.require("qemu-img", "qemu-utils").toString(),
                        "create",
                        "-q",
                        "-f",
                        "luks",
                        "--object",
                        "secret,id=key,file=" + QemuCommand.escaped(key),
                        "-o",
                        "key-secret=key,iter-time=10", // weak on purpose: disks of tests open fast
                        file.toAbsolutePath().toString(),
                        sizeMiB + "M");
        for (int attempt = 1; ; attempt++) {
            try {
                HostTool.text(LIMIT, command);
                return GuestDisk.luks(file, key);
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains(COARSE_CLOCK)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Makes an encrypted disk with the content of another image.
     *
     * @param raw the content; stays as it is
     * @param file where to; overwritten
     * @param key file with the passphrase, without a newline
     * @return the disk, to give to a guest
     * @throws IOException if the host has no qemu-img, or it fails
     */
    public static GuestDisk encrypt(Path raw, Path file, Path key) throws IOException {
        GuestDisk disk = createLuks(file, Math.toIntExact((Files.size(raw) + MIB - 1) / MIB), key);
        convert(
                List.of("-n", "-f", "raw", raw.toAbsolutePath().toString()),
                List.of("--target-image-opts", options(file)),
                key);
        return disk;
    }

    /**
     * Writes the content of an encrypted disk to a raw image.
     *
     * @param disk an encrypted disk that no guest writes to meanwhile
     * @param raw where to; overwritten
     * @throws IOException if the host has no qemu-img, or it fails
     */
    public static void decrypt(GuestDisk disk, Path raw) throws IOException {
        convert(
                List.of("-O", "raw", "--image-opts", options(disk.file())),
                List.of(raw.toAbsolutePath().toString()),
                disk.key().orElseThrow());
    }

    private static void convert(List<String> source, List<String> target, Path key)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(HostTool.require("qemu-img", "qemu-utils").toString());
        command.addAll(List.of("convert", "--object"));
        command.add("secret,id=key,file=" + QemuCommand.escaped(key));
        command.addAll(source);
        command.addAll(target);
        HostTool.text(LIMIT, command);
    }

    private static String options(Path luks) {
        return "driver=luks,key-secret=key,file.driver=file,file.locking=off,file.filename="
                + QemuCommand.escaped(luks);
    }
}
