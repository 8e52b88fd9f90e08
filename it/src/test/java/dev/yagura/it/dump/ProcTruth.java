package dev.yagura.it.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.view.proc.ProcTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;

/**
 * Compares the files of {@code /proc} and {@code /sys} that are made from a guest's memory with
 * what the guest itself reads in them, before and after it stands still. What changes by itself is
 * masked; nothing else is made equal.
 *
 * @param guest the guest, running
 * @param pid a process that sleeps
 */
public record ProcTruth(Guest guest, String pid) {
    /** Of the process; each text is the kernel's to the byte. */
    private static final List<String> OF_PROCESS =
            List.of(
                    "stat",
                    "status",
                    "statm",
                    "cmdline",
                    "environ",
                    "comm",
                    "maps",
                    "mounts",
                    "mountinfo",
                    "limits",
                    "io",
                    "cgroup",
                    "auxv",
                    "oom_score_adj",
                    "uid_map",
                    "cwd",
                    "root",
                    "exe",
                    "fd/0",
                    "fd/5",
                    "fdinfo/5",
                    "ns/net",
                    "ns/pid_for_children",
                    "task/PID/stat");

    private static final List<String> OF_KERNEL =
            List.of(
                    "/proc/net/tcp",
                    "/proc/net/tcp6",
                    "/proc/net/udp",
                    "/proc/net/raw",
                    "/proc/net/unix",
                    "/proc/net/packet",
                    "/proc/net/netlink",
                    "/proc/net/route",
                    "/proc/net/if_inet6",
                    "/proc/modules",
                    "/proc/filesystems",
                    "/proc/devices",
                    "/proc/misc",
                    "/proc/cpuinfo",
                    "/proc/version",
                    "/proc/cmdline",
                    "/proc/tty/drivers",
                    "/proc/sys/kernel/hostname",
                    "/proc/sys/kernel/osrelease",
                    "/proc/sys/kernel/pid_max",
                    "/proc/sys/net/ipv4/ip_forward",
                    "/proc/sys/net/ipv4/tcp_rmem",
                    "/sys/class/net/lo/address",
                    "/sys/class/net/lo/mtu",
                    "/sys/module/virtio_net/refcnt",
                    "/sys/module/virtio_net/coresize",
                    "/sys/module/virtio_net/initstate");

    /** What the kernel counts meanwhile, addresses that it hides, and lines not told. */
    private static final String VOLATILE =
            "(?m)^((non)?voluntary_ctxt_switches|Speculation\\w+):.*\n|\\b[0-9a-f]{16}\\b";

    private String paths() {
        return OF_PROCESS.stream()
                        .map(file -> "/proc/%s/%s".formatted(pid, file.replace("PID", pid)))
                        .collect(Collectors.joining(" "))
                + " "
                + String.join(" ", OF_KERNEL);
    }

    /** Returns each text by its path; NULs, which a terminal loses, as bars. */
    private Map<String, String> texts() throws IOException {
        String shown =
                guest.run(
                        "for f in "
                                + paths()
                                + "; do echo \"== $f\"; if [ -h $f ]; then readlink $f;"
                                + " else tr '\\000' '|' < $f; fi; echo; done 2>&1");
        Map<String, String> texts = new LinkedHashMap<>();
        for (String part : shown.split("(?m)^== ", -1)) {
            int end = part.indexOf('\n');
            if (end > 0) {
                texts.put(part.substring(0, end), masked(part.substring(end + 1)));
            }
        }
        assertThat(texts).hasSize(OF_PROCESS.size() + OF_KERNEL.size());
        return texts;
    }

    private static String masked(String text) {
        return text.replaceAll(VOLATILE, "").stripTrailing();
    }

    /** Compares texts, and the names of what is in the process's directory and at the top. */
    public void assertFiles() throws IOException {
        String list = "ls -1 /proc/%s; ls -1 /proc | grep -v '^[0-9]'".formatted(pid);
        Set<String> names = new TreeSet<>(guest.run(list).lines().toList());
        Map<String, String> before = texts();
        Path core = guest.directory().resolve("proc-core");
        guest.stop();
        try {
            guest.dumpGuestMemory(core);
        } finally {
            guest.cont();
        }
        Map<String, String> after = texts();
        try {
            TreesInDump.check(
                    core,
                    trees -> {
                        assertTexts(trees, before, after);
                        assertThat(names(trees.proc())).containsExactlyElementsOf(names);
                        assertThat(trees.proc().notes()).isEmpty();
                    });
        } finally {
            Files.delete(core);
        }
    }

    private static void assertTexts(
            TreesInDump trees, Map<String, String> before, Map<String, String> after)
            throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (Map.Entry<String, String> text : before.entrySet()) {
            String path = text.getKey();
            all.assertThat(masked(trees.text(path).replace('\0', '|')))
                    .as(path)
                    .isIn(text.getValue(), after.getOrDefault(path, ""));
        }
        all.assertAll();
    }

    private Set<String> names(ProcTree proc) throws IOException {
        Set<String> names = new TreeSet<>();
        StoredFile process = new PathResolver(proc).find("/" + pid).orElseThrow().file();
        for (StoredFile directory : List.of(process, proc.root())) {
            for (StoredFile.Entry entry : directory.entries()) {
                if (!Character.isDigit(entry.name().toString().charAt(0))) {
                    names.add(entry.name().toString());
                }
            }
        }
        return names;
    }
}
