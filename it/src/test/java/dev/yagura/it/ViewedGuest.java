package dev.yagura.it;

import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A guest with something to list of each kind: that is set up when the first test wants it, and
 * looked at once for all views, between two answers of its own. It is not clean any more then.
 */
final class ViewedGuest {
    /** What a guest is given to list. */
    private static final List<String> SETUP =
            List.of(
                    "ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0",
                    "ip addr add fd00::15/64 dev eth0",
                    "mkdir -p /srv /mnt; echo hello > /srv/index.html; httpd -p 8081 -h /srv",
                    "(sleep 99999 | nc 127.0.0.1 8081) &",
                    "(sleep 99999 | nc ::1 8081) &",
                    "syslogd",
                    "mount -t tmpfs -o size=4m tmpfs /mnt; echo data > /mnt/file",
                    "(tail -f /mnt/file > /dev/null) &",
                    "cp /bin/busybox /tmp/busybox-gone; /tmp/busybox-gone sleep 99999 &",
                    "sleep 1; rm /tmp/busybox-gone",
                    "unshare -m -u -n sh -c 'mount -t tmpfs none /srv; exec sleep 99997' &",
                    "mkdir -p /sys/kernel/debug; mount -t debugfs none /sys/kernel/debug",
                    "T=/sys/kernel/debug/tracing; echo 'p:seen vfs_mkdir' > $T/kprobe_events",
                    "echo 1 > $T/events/kprobes/seen/enable",
                    "echo vfs_unlink > $T/set_ftrace_filter; echo function > $T/current_tracer",
                    "cp /bin/busybox /tmp/probed; echo 'p:inside /tmp/probed:0x4000' > $T/uprobe_events",
                    "echo 1 > $T/events/uprobes/inside/enable",
                    "seq 1 20000 > /mnt/numbers; echo end | dd of=/mnt/holes bs=4096 seek=5",
                    "mkdir -p /mnt/a/b; echo deep > /mnt/a/b/deep",
                    "L=$(losetup -f); truncate -s 16M /tmp/swap; losetup $L /tmp/swap",
                    "mkswap $L; swapon $L",
                    "mkdir -p /cg; mount -t cgroup2 none /cg; mkdir -p /cg/box/inner",
                    "sleep 99996 & echo $! > /cg/box/inner/cgroup.procs",
                    // Kernels for clouds are built without it.
                    "[ ! -e /lib/modules/vfb ]"
                            + " || insmod /lib/modules/vfb vfb_enable=1 mode_option=320x240-32",
                    // Or a cursor blinks in the picture.
                    "for c in /sys/class/vtconsole/*; do"
                            + " grep -q frame $c/name && echo 0 > $c/bind; done; true",
                    "[ ! -e /dev/fb0 ] || head -c 307200 /dev/urandom > /dev/fb0",
                    Utmp.add("alice", "pts/0", "client.example"));

    private static final String CACHED =
            "find /mnt -type f | while read f; do echo \"$(stat -c '%s %i' $f) $f\"; done";

    /** Those of the sysctl tree and of processes are made when somebody looks. */
    private static final String PROCFS =
            "find /proc -path '/proc/[0-9]*' -prune -o -path '/proc/sys/*' -prune -o -print";

    private static final String CGROUPS =
            "find /cg -mindepth 1 -type d | while read c; do"
                    + " echo \"${c#/cg} $(stat -c %i $c)\" $(cat $c/cgroup.procs);"
                    + " done";

    /** Leaves out the shell that answers, whose files are others while it does. */
    private static final String FILES =
            "cd /proc; for p in [0-9]*; do for f in $p/fd/*; do"
                    + " [ $p != $$ ] && [ -L $f ] && echo \"$p ${f##*/} $(readlink $f)\";"
                    + " done; done";

    private static final String MAPS =
            "cd /proc; for p in [0-9]*; do sed \"s/^/$p /\" $p/maps; done 2>/dev/null";

    /** Leaves out the shell that answers, which sleeps elsewhere while it does. */
    private static final String STACKS =
            "cd /proc; for p in [0-9]*; do [ $p != $$ ] && [ -n \"$(readlink $p/exe)\" ] &&"
                    + " sed -n \"s/^\\[<0>\\] \\([^/]*\\)\\/0x[0-9a-f]*/$p \\1/p\" $p/stack;"
                    + " done 2>/dev/null";

    private static final String BLOCK_DEVICES =
            "cd /sys/class/block; for d in *; do [ -e $d ] &&"
                    + " echo $d $(cat $d/dev) $(($(cat $d/size)*512)) $(cat $d/ro)"
                    + " h $(ls $d/holders) s $(ls $d/slaves 2>/dev/null)"
                    + " f $(cat $d/loop/backing_file 2>/dev/null);"
                    + " done";

    private static final String SCREENS =
            "cd /sys/class/graphics; for b in fb[0-9]*; do [ -e $b ] &&"
                    + " echo $b $(cat $b/name) $(cat $b/virtual_size) $(cat $b/bits_per_pixel)"
                    + " $(cat $b/stride); done";

    /** What the driver has at the end of each pixel is no colour. */
    private static final String PICTURE =
            "(printf 'P6\\n320 240\\n255\\n'; head -c 307200 /dev/fb0"
                    + " | hexdump -v -e '4/1 \"%02x\" \"\\n\"' | cut -c1-6 | xxd -r -p) | md5sum";

    private static final List<String> VIEWS =
            List.of(
                    "sockets",
                    "files",
                    "maps",
                    "mounts",
                    "interfaces",
                    "kprobes",
                    "ftrace-functions",
                    "syscalls",
                    "cached-files",
                    "procfs-entries",
                    "uprobes",
                    "iomem",
                    "swap",
                    "cgroups",
                    "keys",
                    "users",
                    "timers",
                    "work-queues",
                    "works",
                    "operations",
                    "perf-events",
                    "io-urings",
                    "kernel-stacks",
                    "framebuffers",
                    "block-devices");

    /** Five fields, options, a dash, two fields; {@code show_mountinfo} in fs/proc_namespace.c. */
    private static final Pattern MOUNT = Pattern.compile("((?:\\S+ ){4}\\S+) .* - (\\S+ \\S+).*");

    /** A line of enabled_functions that is not set in: a function and how many trace it. */
    private static final Pattern TRACED = Pattern.compile("(\\w\\S*) \\(\\d+\\).*");

    /** {@code #0: <…>, hrtimer_wakeup, S:01}. */
    private static final Pattern TIMER = Pattern.compile("#\\d+: <\\w+>, (\\w+),.*");

    /** A timer that ends a turn on a CPU: that of who prints the list, which stands still then. */
    private static final String SCHEDULERS = ", hrtick,";

    /**
     * The process of the detached mount name space, and where its stack is. The pattern does not
     * match the command that searches, whose number comes first when it is one of four digits.
     */
    private static final String STACK =
            "p=$(grep -l '9999[7]' /proc/[0-9]*/cmdline | head -1); p=${p#/proc/}; p=${p%/cmdline};"
                    + " echo $p $(sed -n 's/^\\(.*\\)-\\([0-9a-f]*\\) .*stack.*/\\1 \\2/p'"
                    + " /proc/$p/maps)";

    /** Waits until all that {@link #SETUP} leaves in the background is the program it will be. */
    private static final String SETTLED =
            "until [ $(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"
                    + " | grep -oE '(busybox-gone )?sleep 9999[679] |tail -f /mnt/fil[e] '"
                    + " | sort -u | wc -l) = 5 ]"
                    + " && ! grep -q 'exec sleep 9999[7]' /proc/[0-9]*/cmdline 2>/dev/null;"
                    + " do sleep 0.1; done";

    private static final Map<String, String> TRUTH = truth();

    private final Guest guest;
    private final Map<String, Snapshots> said = new LinkedHashMap<>();
    private final Map<String, List<Row>> shown = new LinkedHashMap<>();
    private final Extracts extracts = new Extracts();
    private boolean looked;
    private @Nullable Throwable failure;
    private String stack = "";
    private long shell;

    /** Takes a running guest with the loop module, as {@link MatrixGuest} boots it. */
    ViewedGuest(Guest guest) {
        this.guest = guest;
    }

    /** Returns the rows of a view. */
    List<Row> rows(String view) throws IOException {
        look();
        return require(shown.get(view), view);
    }

    /** Returns what the guest says; names are those of views, and of protocols. */
    Snapshots said(String name) throws IOException {
        look();
        return require(said.get(name), name);
    }

    private static <T> T require(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("name = " + name);
        }
        return value;
    }

    /** Looks once: what ended that look, ends all that wanted it. */
    private void look() throws IOException {
        if (looked) {
            if (failure != null) {
                throw new IOException("guest: was not looked at", failure);
            }
            return;
        }
        looked = true;
        try {
            lookOnce();
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
            throw e;
        }
    }

    private void lookOnce() throws IOException {
        for (String command : SETUP) {
            String end = command.endsWith("&") ? " }" : "; }";
            guest.run("{ " + command + end + " </dev/null >/dev/console 2>&1");
        }
        guest.run(SETTLED);
        stack = guest.run(STACK).strip();
        shell = Long.parseLong(guest.run("echo $$").strip());
        Map<String, Set<String>> before = ask();
        guest.stop();
        try {
            for (String view : VIEWS) {
                Yagura.Result show = Yagura.look("show", Guests.vm(guest), view, "--json");
                shown.put(view, show.exits(0).rows());
            }
            takeOut();
        } finally {
            guest.cont();
        }
        Map<String, Set<String>> after = ask();
        before.forEach((name, lines) ->
                said.put(name, new Snapshots(name, lines, require(after.get(name), name))));
    }

    private void takeOut() throws IOException {
        extracts.take(guest, "numbers", 0, "cached-file", "--path", "/mnt/numbers");
        extracts.take(guest, "holes", 0, "cached-file", "--path", "/mnt/holes", "--unprotected");
        extracts.take(guest, "module", 0, "module", "--name", "dummy", "--unprotected");
        if (!require(shown.get("framebuffers"), "framebuffers").isEmpty()) {
            extracts.take(guest, "screen", 0, "framebuffer", "--name", "fb0");
        }
        String[] process = stack.split(" ", -1);
        // Pages of a stack that were never touched are not there, which the program says.
        extracts.take(
                guest,
                "stack",
                3,
                "memory",
                "--pid",
                process[0],
                "--map",
                "[stack]",
                "--unprotected");
    }

    /** Returns what was taken out of the guest. */
    Extracts extracts() throws IOException {
        look();
        return extracts;
    }

    /** Returns whether the guest has a screen to look at. */
    boolean hasScreen() throws IOException {
        look();
        return guest.run("ls /lib/modules").lines().anyMatch("vfb"::equals);
    }

    /** Returns the MD5 sum of what the guest's screen shows, as a pixmap. */
    String sumOfScreen() throws IOException {
        look();
        return guest.run(PICTURE).replaceAll(" .*\n?", "");
    }

    /** Returns the process that answers for the guest; {@link #FILES} leaves it out. */
    long shell() throws IOException {
        look();
        return shell;
    }

    /** Returns the MD5 sum of a file of the guest's, as it says. */
    String sumOf(String path) throws IOException {
        look();
        return guest.run("md5sum < " + path).replaceAll(" .*\n?", "");
    }

    /** Returns the MD5 sum of the stack that was taken out, as the guest says. */
    String sumOfStack() throws IOException {
        look();
        String[] words = stack.split(" ", -1);
        return guest.run(
                        "dd if=/proc/%s/mem bs=4096 skip=$((0x%s/4096)) count=$(((0x%s-0x%s)/4096))"
                                        .formatted(words[0], words[1], words[2], words[1])
                                + " 2> /dev/null | md5sum")
                .replaceAll(" .*\n?", "");
    }

    private Map<String, Set<String>> ask() throws IOException {
        Map<String, Set<String>> answers = new LinkedHashMap<>();
        for (Map.Entry<String, String> question : TRUTH.entrySet()) {
            String answer = guest.run(question.getValue() + "; true");
            answers.put(question.getKey(), lines(question.getKey(), answer));
        }
        return answers;
    }

    private static Map<String, String> truth() {
        Map<String, String> truth = new LinkedHashMap<>();
        for (String protocol : List.of("tcp", "tcp6")) {
            truth.put(protocol, "cat /proc/net/" + protocol);
        }
        truth.put("files", FILES);
        truth.put("maps", MAPS);
        truth.put("mounts", "cat /proc/1/mountinfo");
        truth.put(
                "interfaces",
                "cd /sys/class/net; for i in *; do"
                        + " echo $(cat $i/ifindex) $i $(cat $i/address) $(cat $i/mtu); done");
        truth.put("cached-files", CACHED);
        truth.put("procfs-entries", PROCFS);
        truth.put("uprobes", "cat /sys/kernel/debug/tracing/uprobe_events");
        truth.put("iomem", "cat /proc/iomem");
        truth.put("swap", "tail -n +2 /proc/swaps");
        truth.put("cgroups", CGROUPS);
        truth.put("keys", "cat /proc/keys");
        truth.put("users", "who");
        truth.put("timers", "cat /proc/timer_list");
        truth.put("kernel-stacks", STACKS);
        truth.put("block-devices", BLOCK_DEVICES);
        truth.put("framebuffers", SCREENS);
        truth.put("work-queues", "ls -1F /sys/devices/virtual/workqueue");
        truth.put("kprobes", "cat /sys/kernel/debug/kprobes/list");
        truth.put("ftrace-functions", "cat /sys/kernel/debug/tracing/enabled_functions");
        return truth;
    }

    /** Returns what of an answer a view has to equal, a line each. */
    private static Set<String> lines(String name, String text) {
        if (name.startsWith("tcp")) {
            return ProcNet.sockets(name, text);
        }
        if (name.equals("iomem")) {
            return sorted(text.lines()); // how far a line is indented says what it is in
        }
        Stream<String> lines =
                text.lines()
                        .map(line -> line.strip().replaceAll("\\s+", " "))
                        .filter(line -> !line.isEmpty());
        return switch (name) {
            case "procfs-entries" ->
                    sorted(lines.filter(line -> !line.matches("/proc(/self|/thread-self)?")));
            case "uprobes" ->
                    sorted(lines.map(line -> line.replaceAll(".* (\\S+):0x0*(\\w+).*", "$1 0x$2")));
            case "keys" -> sorted(lines.map(ViewedGuest::key));
            case "users" -> sorted(lines.map(line -> line.replaceAll(" .* ", " ")));
            case "timers" ->
                    sorted(
                            lines.filter(line -> !line.contains(SCHEDULERS))
                                    .map(TIMER::matcher)
                                    .filter(Matcher::matches)
                                    .map(timer -> timer.group(1)));
            case "work-queues" ->
                    sorted(
                            lines.filter(line -> line.endsWith("/"))
                                    .map(line -> line.substring(0, line.length() - 1))
                                    .filter(line -> !line.equals("power")));
            case "maps" -> sorted(lines.filter(line -> !line.contains("[vsyscall]")));
            case "mounts" -> sorted(lines.map(ViewedGuest::mount));
            case "kprobes" -> sorted(lines.map(line -> line.replaceAll(" .*", "")));
            case "ftrace-functions" ->
                    sorted(
                            lines.map(TRACED::matcher)
                                    .filter(Matcher::matches)
                                    .map(m -> m.group(1)));
            default -> sorted(lines);
        };
    }

    /** Serial number, permissions, owner and type of a line of {@code /proc/keys}. */
    private static String key(String line) {
        String[] words = line.split(" ", -1);
        return "%s %s %s %s".formatted(words[0], words[4], words[5], words[7]);
    }

    private static Set<String> sorted(Stream<String> lines) {
        return lines.collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Returns id, parent, device, root, mount point, file system and source of a mountinfo line.
     */
    private static String mount(String line) {
        Matcher mount = MOUNT.matcher(line);
        if (!mount.matches()) {
            throw new IllegalArgumentException("mountinfo: line is \"" + line + "\"");
        }
        return mount.group(1) + " " + mount.group(2);
    }
}
