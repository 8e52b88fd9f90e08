package dev.yagura.it;

import dev.yagura.testkit.guest.DiskImages;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestDisk;
import dev.yagura.testkit.host.FileTree;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole Debian on a disk that QEMU encrypts: what its own tools print of it, and what the views
 * show at the same moment.
 */
final class SystemGuest implements AutoCloseable {
    private static final int MEMORY_MIB = 1024;

    /** Another by {@code -Dyagura.system.kernel=V5_10}. */
    private static final DebianKernel KERNEL =
            DebianKernel.valueOf(System.getProperty("yagura.system.kernel", "V6_12"));

    /** Whether tools are run in it and on it. */
    static final String TOOLS = "yagura.system.tools";

    private static final boolean WITH_TOOLS = Boolean.getBoolean(TOOLS);

    /** Reads the mounts of one process of each mount name space, which is not in a chroot. */
    private static final String MOUNTINFO =
            "cd /proc; seen=; for p in $(ls | grep '^[0-9]*$' | sort -n); do"
                    + " ns=$(readlink $p/ns/mnt) || continue;"
                    + " [ \"$(readlink $p/root)\" = / ] || continue;"
                    + " case $seen in *$ns*) ;; *) seen=$seen$ns;"
                    + " sed \"s/^/$ns /\" $p/mountinfo;; esac; done";

    /** What its tools are asked, by a name for the answer; all are of Debian's packages. */
    private static final Map<String, String> QUESTIONS =
            Map.ofEntries(
                    Map.entry("ps", "ps -eo pid=,ppid=,euid=,pgid=,sess=,nlwp=,comm="),
                    Map.entry("ss -tua", "ss -Htuanp"),
                    Map.entry("ss -xa", "ss -Hxanp"),
                    Map.entry("lsof", "lsof -n -P -w +c 0 -F pcftn"),
                    Map.entry("bpftool prog", "bpftool -j prog show"),
                    Map.entry("bpftool map", "bpftool -j map show"),
                    Map.entry("bpftool cgroup", "bpftool -j cgroup tree"),
                    Map.entry("nft", "nft -j list chains"),
                    Map.entry("mountinfo", MOUNTINFO),
                    Map.entry("ip", "ip -j address"),
                    Map.entry("lsmod", "lsmod"),
                    Map.entry("history", "cat /root/told"));

    private static final List<String> VIEWS =
            List.of(
                    "processes",
                    "sockets",
                    "files",
                    "mounts",
                    "bpf",
                    "bpf-maps",
                    "bpf-cgroups",
                    "netfilter",
                    "interfaces",
                    "modules",
                    "shell-history");

    /** A bash that was given commands, and has printed those that it remembers. */
    private static final String BASH =
            "mkfifo /root/asked; bash --norc -o history </root/asked >/root/told 2>&1 &"
                    + " exec 8>/root/asked; printf '%s\\n' ': first command' ': \"second\" # one'"
                    + " 'HISTFILE=/dev/null' history >&8; until grep -q HISTFILE /root/told;"
                    + " do sleep 0.1; done";

    /** Somebody at a terminal, who does nothing. */
    private static final String LOGIN =
            "(sleep 400001 | script -qc 'login -f alice' /dev/null >/dev/null 2>&1 &)";

    /** Frames to and from each interface, for it to count, without a connection that lasts. */
    private static final String TRAFFIC =
            "nic=$(ls /sys/class/net | grep '^e'); ip link set dummy0 up; ip link set $nic up;"
                    + " ip address add 10.0.2.15/24 dev $nic;"
                    + " for end in 127.0.0.1 10.0.2.2; do logger --udp --server $end --port 514 frame; done";

    /** Cron's job of each minute, which is over at once, is not to be seen in one look only. */
    private static final String BETWEEN_BEATS =
            "while second=$(date +%-S); [ $second -lt 5 ] || [ $second -ge 55 ]; do sleep 1; done";

    /** On 5.10, which has not all that the rules of nftables ask for, their service fails. */
    private static final String SETTLED =
            "systemctl is-system-running --wait | grep -qE '^(running|degraded)$'";

    /** Under emulation, on a machine that has other things to do as well. */
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(5);

    private static final String PASSPHRASE = "sengan-jiki";

    private final Guest guest;
    private final Path folder;
    private final GuestDisk disk;
    private final Map<String, String> before;
    private final Map<String, String> after;
    private final Map<String, List<Row>> shown;
    private final @Nullable ToolsTruth tools;

    private SystemGuest(
            Guest guest,
            Path folder,
            GuestDisk disk,
            Map<String, String> before,
            Map<String, List<Row>> shown,
            Map<String, String> after,
            @Nullable ToolsTruth tools) {
        this.guest = guest;
        this.folder = folder;
        this.disk = disk;
        this.before = before;
        this.shown = shown;
        this.after = after;
        this.tools = tools;
    }

    /** Boots the guest, lets it come to rest, and looks at it between two answers of its own. */
    static SystemGuest boot() throws IOException {
        Requirement.tool("mmdebstrap", "mmdebstrap");
        Requirement.root();
        Path folder = Files.createTempDirectory("yagura-system-");
        Guest guest = null;
        boolean ready = false;
        try {
            Path key = Files.writeString(folder.resolve("key"), PASSPHRASE);
            GuestDisk disk =
                    DiskImages.encrypt(DebianSystem.image(), folder.resolve("disk.luks"), key);
            guest =
                    Guest.boot(
                            Guests.spec("system", KERNEL)
                                    .withMemoryMiB(MEMORY_MIB)
                                    .withSystem(disk));
            settle(guest);
            Map<String, String> before = ask(guest);
            String printedBefore = WITH_TOOLS ? ToolsTruth.inside(guest) : "";
            guest.run(BETWEEN_BEATS, SETTLE_LIMIT);
            Map<String, List<Row>> shown = new LinkedHashMap<>();
            guest.stop();
            for (String view : VIEWS) {
                Yagura.Result show = Yagura.look("show", Guests.vm(guest), view, "--json");
                shown.put(view, show.exits(0).rows());
            }
            String printed =
                    WITH_TOOLS ? ToolsTruth.outside(Guests.vm(guest), key.toString(), folder) : "";
            guest.cont();
            ToolsTruth tools =
                    WITH_TOOLS
                            ? new ToolsTruth(printedBefore, printed, ToolsTruth.inside(guest))
                            : null;
            Map<String, String> after = ask(guest);
            SystemGuest system = new SystemGuest(guest, folder, disk, before, shown, after, tools);
            ready = true;
            return system;
        } finally {
            if (!ready) {
                close(guest, folder);
            }
        }
    }

    /** Waits until all is started, and gives the tools something to print. */
    private static void settle(Guest guest) throws IOException {
        guest.run(SETTLED, SETTLE_LIMIT);
        guest.run(BASH);
        if (WITH_TOOLS) {
            guest.run(TRAFFIC);
            guest.run(LOGIN);
            guest.run("until w -h | grep -q '^alice'; do sleep 0.2; done");
        }
    }

    private static Map<String, String> ask(Guest guest) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
            answers.put(question.getKey(), guest.run(question.getValue()));
        }
        return answers;
    }

    Guest guest() {
        return guest;
    }

    /** Returns its encrypted disk. */
    GuestDisk disk() {
        return disk;
    }

    /** Returns the file with the passphrase of its disk. */
    String keyFile() {
        return disk.key().orElseThrow().toString();
    }

    /** Returns a folder that is deleted with the guest. */
    Path folder() {
        return folder;
    }

    /** Returns the rows of a view. */
    List<Row> rows(String view) {
        List<Row> rows = shown.get(view);
        if (rows == null) {
            throw new IllegalArgumentException("view = " + view);
        }
        return rows;
    }

    /** Returns what tools print in it, and of it, where {@link #TOOLS} says so. */
    ToolsTruth tools() {
        if (tools == null) {
            throw new IllegalStateException(TOOLS + " is not set");
        }
        return tools;
    }

    /** Returns what a tool printed, in the form that a view is brought into as well. */
    Snapshots said(String tool, ToolText.Form form) {
        String first = before.get(tool);
        String second = after.get(tool);
        if (first == null || second == null) {
            throw new IllegalArgumentException("tool = " + tool);
        }
        return new Snapshots(tool, form.lines(first), form.lines(second));
    }

    @Override
    public void close() throws IOException {
        close(guest, folder);
    }

    private static void close(@Nullable Guest guest, Path folder) throws IOException {
        try {
            if (guest != null) {
                guest.close();
            }
        } finally {
            FileTree.delete(folder);
        }
    }
}
