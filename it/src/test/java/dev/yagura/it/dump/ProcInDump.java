package dev.yagura.it.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.storage.file.StoredFile;
import dev.yagura.testkit.guest.GuestProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The files of {@code /proc} and {@code /sys} that are made from a dumped guest's memory: processes
 * are those that the guest listed at that moment, and no file that is said to be known is an error.
 *
 * @param processes what the guest listed
 * @param core the ELF core of that moment
 */
public record ProcInDump(List<GuestProcess> processes, Path core) {
    private static final List<String> KNOWN =
            List.of(
                    "/proc/1/stat",
                    "/proc/1/status",
                    "/proc/1/statm",
                    "/proc/1/cmdline",
                    "/proc/1/environ",
                    "/proc/1/auxv",
                    "/proc/1/maps",
                    "/proc/1/mounts",
                    "/proc/1/mountinfo",
                    "/proc/1/limits",
                    "/proc/1/io",
                    "/proc/1/fd/0",
                    "/proc/1/fdinfo/0",
                    "/proc/1/ns/net",
                    "/proc/1/uid_map",
                    "/proc/1/exe",
                    "/proc/1/task/1/stat",
                    "/proc/net/tcp",
                    "/proc/net/tcp6",
                    "/proc/net/udp",
                    "/proc/net/raw",
                    "/proc/net/unix",
                    "/proc/net/packet",
                    "/proc/net/netlink",
                    "/proc/net/dev",
                    "/proc/net/route",
                    "/proc/net/arp",
                    "/proc/net/.netlink/link",
                    "/proc/net/.netlink/address",
                    "/proc/net/.netlink/route",
                    "/proc/net/.netlink/netlink",
                    "/proc/.statfs",
                    "/proc/uptime",
                    "/proc/loadavg",
                    "/proc/stat",
                    "/proc/meminfo",
                    "/proc/cpuinfo",
                    "/proc/version",
                    "/proc/cmdline",
                    "/proc/modules",
                    "/proc/filesystems",
                    "/proc/devices",
                    "/proc/misc",
                    "/proc/swaps",
                    "/proc/tty/drivers",
                    "/proc/sys/kernel/hostname",
                    "/proc/sys/kernel/pid_max",
                    "/proc/sys/net/ipv4/tcp_rmem",
                    "/sys/module/virtio_net/refcnt",
                    "/sys/module/virtio_net/initstate",
                    "/sys/class/net/lo/mtu",
                    "/sys/class/net/lo/statistics/rx_bytes");

    /** Returns the tests. */
    public Stream<DynamicTest> tests() {
        return Stream.of(
                dynamicTest("processes of /proc", () -> check(this::processesAreTheGuests)),
                dynamicTest("files of /proc and /sys", () -> check(this::filesAreKnown)));
    }

    private void check(TreesInDump.Check check) throws IOException {
        TreesInDump.check(
                core,
                trees -> {
                    check.of(trees);
                    assertThat(trees.proc().notes()).isEmpty();
                });
    }

    private void processesAreTheGuests(TreesInDump trees) throws IOException {
        List<GuestProcess> seen = new ArrayList<>();
        for (StoredFile.Entry entry : trees.proc().root().entries()) {
            String name = entry.name().toString();
            if (Character.isDigit(name.charAt(0))) {
                seen.add(process(trees.text("/proc/" + name + "/status")));
            }
        }
        assertThat(inTasksTerms(seen)).containsExactlyElementsOf(inTasksTerms(processes));
    }

    private static GuestProcess process(String status) {
        Map<String, String> values = new TreeMap<>();
        status.lines()
                .forEach(line -> {
                    String[] words = line.split(":\t", 2);
                    values.put(words[0], words[1]);
                });
        return new GuestProcess(
                Integer.parseInt(values.getOrDefault("Pid", "")),
                Integer.parseInt(values.getOrDefault("PPid", "")),
                Integer.parseInt(values.getOrDefault("Uid", "").split("\t", 2)[0]),
                unescaped(values.getOrDefault("Name", "")));
    }

    private static String unescaped(String name) {
        return Pattern.compile("\\\\(.)")
                .matcher(name)
                .replaceAll(escape -> escape.group(1).equals("n") ? "\n" : "\\\\");
    }

    /** What a worker works on changes all the time and is not part of its task. */
    private static List<GuestProcess> inTasksTerms(List<GuestProcess> processes) {
        return processes.stream()
                .map(p -> new GuestProcess(p.pid(), p.ppid(), p.uid(), p.taskComm()))
                .toList();
    }

    private void filesAreKnown(TreesInDump trees) throws IOException {
        for (String path : KNOWN) {
            assertThat(trees.text(path)).as(path).isNotEmpty();
        }
        assertThat(trees.text("/sys/class/net/eth0/statistics/rx_bytes")).matches("\\d+\n");
    }
}
