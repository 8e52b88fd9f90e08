package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.DeviceNumber;
import dev.yagura.kernel.linux.fs.FileNode;
import dev.yagura.kernel.linux.fs.OpenFile;
import dev.yagura.kernel.linux.fs.OpenFiles;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;

/**
 * Writes {@code /proc/PID/.nodes}, which no kernel has: what the files are that a process has open,
 * for who follows a link in {@code fd}, or {@code cwd}, {@code root} and {@code exe}. The path that
 * such a link has may be in another mount name space, or lead nowhere any more; the kernel goes to
 * the file itself.
 *
 * <p>A line has the link; type and permissions in octal; the device that the file's filesystem is
 * on; its number; how many names it has; its owner and group; the device that it stands for; its
 * size in bytes.
 */
record NodesFile(ProcGuest guest, Task task) {
    /** Its name, which is found and not listed. */
    static final String NAME = ".nodes";

    byte[] text() throws IOException {
        StringBuilder text = new StringBuilder();
        OverlayLayers layers = new OverlayLayers(guest);
        for (OpenFile file : OpenFiles.of(guest.linux()).of(task).complete()) {
            if (file.tid() == task.pid()) {
                text.append(line(file, layers.deviceOf(file.node())));
            }
        }
        return text.toString().getBytes(US_ASCII);
    }

    private static String line(OpenFile file, DeviceNumber device) {
        FileNode node = file.node();
        String link = Character.isDigit(file.holder().charAt(0)) ? "fd/" : "";
        return "%s%s %o %s %s %d %d %d %s %d\n"
                .formatted(
                        link,
                        file.holder(),
                        node.mode(),
                        number(device),
                        Long.toUnsignedString(node.number()),
                        node.links(),
                        node.uid(),
                        node.gid(),
                        number(node.node()),
                        node.size());
    }

    private static String number(DeviceNumber device) {
        return "%d:%d".formatted(device.major(), device.minor());
    }
}
