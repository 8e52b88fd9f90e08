package dev.yagura.it.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.memory.Look;
import dev.yagura.memory.dump.Dump;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.testkit.guest.GuestProcess;
import dev.yagura.view.proc.ProcTree;
import dev.yagura.view.sysfs.SysTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
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
                    "1/stat",
                    "1/status",
                    "1/statm",
                    "1/cmdline",
                    "1/environ",
                    "1/auxv",
                    "1/maps",
                    "1/mounts",
                    "1/mountinfo",
                    "1/limits",
                    "1/io",
                    "1/fd/0",
                    "1/fdinfo/0",
                    "1/ns/net",
                    "1/uid_map",
                    "1/exe",
                    "1/task/1/stat",
                    "net/tcp",
                    "net/tcp6",
                    "net/udp",
                    "net/raw",
                    "net/unix",
                    "net/packet",
                    "net/netlink",
                    "net/dev",
                    "net/route",
                    "net/arp",
                    "uptime",
                    "loadavg",
                    "stat",
                    "meminfo",
                    "cpuinfo",
                    "version",
                    "cmdline",
                    "modules",
                    "filesystems",
                    "devices",
                    "misc",
                    "swaps",
                    "tty/drivers",
                    "sys/kernel/hostname",
                    "sys/kernel/pid_max",
                    "sys/net/ipv4/tcp_rmem");

    private static final List<String> KNOWN_IN_SYSFS =
            List.of(
                    "module/virtio_net/refcnt",
                    "module/virtio_net/initstate",
                    "class/net/lo/mtu",
                    "class/net/lo/statistics/rx_bytes");

    /** Looks at the trees. */
    @FunctionalInterface
    private interface Check {
        void of(ProcTree proc, SysTree sys) throws IOException;
    }

    /** Returns the tests. */
    public Stream<DynamicTest> tests() {
        return Stream.of(
                dynamicTest("processes of /proc", () -> check(this::processesAreTheGuests)),
                dynamicTest("files of /proc and /sys", () -> check(this::filesAreKnown)));
    }

    private void check(Check check) throws IOException {
        try (Dump dump = Dump.open(core)) {
            Linux linux =
                    Linux.of(
                            LinuxKernel.open(new Look(dump), dump.registers(), KernelSources.NONE));
            ProcTree proc = ProcTree.of(linux);
            check.of(proc, SysTree.of(linux));
            assertThat(proc.notes()).isEmpty();
        }
    }

    private void processesAreTheGuests(ProcTree proc, SysTree sys) throws IOException {
        List<GuestProcess> seen = new ArrayList<>();
        for (StoredFile.Entry entry : proc.root().entries()) {
            String name = entry.name().toString();
            if (Character.isDigit(name.charAt(0))) {
                seen.add(process(text(proc, name + "/status")));
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

    private void filesAreKnown(ProcTree proc, SysTree sys) throws IOException {
        for (String path : KNOWN) {
            assertThat(text(proc, path)).as(path).isNotEmpty();
        }
        for (String path : KNOWN_IN_SYSFS) {
            assertThat(text(sys, path)).as(path).isNotEmpty();
        }
    }

    private static String text(FileTree tree, String path) throws IOException {
        byte[] name = ("/" + path).getBytes(UTF_8);
        StoredFile file = new PathResolver(tree).find(name, false).orElseThrow().file();
        if (file.attributes().type() == FileType.SYMBOLIC_LINK) {
            return new String(file.target(), UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] part = new byte[65536];
        int length = file.read(0, MemorySegment.ofArray(part));
        while (length > 0) {
            bytes.write(part, 0, length);
            length = file.read(bytes.size(), MemorySegment.ofArray(part));
        }
        return bytes.toString(UTF_8);
    }
}
