package dev.yagura.it;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.kernels.DebianKernel;
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
 * A guest with something to list of each kind: booted when the first test wants it, and looked at
 * once for all views, between two answers of its own.
 */
final class ViewedGuest implements AutoCloseable {
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
                    "echo vfs_unlink > $T/set_ftrace_filter; echo function > $T/current_tracer");

    /** Leaves out the shell that answers, whose files are others while it does. */
    private static final String FILES =
            "cd /proc; for p in [0-9]*; do for f in $p/fd/*; do"
                    + " [ $p != $$ ] && [ -L $f ] && echo \"$p ${f##*/} $(readlink $f)\";"
                    + " done; done";

    private static final String MAPS =
            "cd /proc; for p in [0-9]*; do sed \"s/^/$p /\" $p/maps; done 2>/dev/null";

    private static final List<String> VIEWS =
            List.of(
                    "sockets",
                    "files",
                    "maps",
                    "mounts",
                    "interfaces",
                    "kprobes",
                    "ftrace-functions",
                    "syscalls");

    /** Five fields, options, a dash, two fields; {@code show_mountinfo} in fs/proc_namespace.c. */
    private static final Pattern MOUNT = Pattern.compile("((?:\\S+ ){4}\\S+) .* - (\\S+ \\S+).*");

    /** A line of enabled_functions that is not set in: a function and how many trace it. */
    private static final Pattern TRACED = Pattern.compile("(\\w\\S*) \\(\\d+\\).*");

    private static final Map<String, String> TRUTH = truth();

    private final DebianKernel kernel;
    private final Map<String, Snapshots> said = new LinkedHashMap<>();
    private final Map<String, List<Row>> shown = new LinkedHashMap<>();
    private @Nullable Guest guest;

    ViewedGuest(DebianKernel kernel) {
        this.kernel = kernel;
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

    private void look() throws IOException {
        if (guest != null) {
            return;
        }
        Guest booted =
                Guest.boot(Guests.spec("views-" + kernel.label(), kernel).withInitCommands(SETUP));
        guest = booted;
        Map<String, Set<String>> before = ask(booted);
        booted.stop();
        for (String view : VIEWS) {
            String[] command = {"show", Guests.vm(booted), view, "--json", "--unprotected"};
            shown.put(view, Yagura.HERE.run(command).exits(0).rows());
        }
        booted.cont();
        Map<String, Set<String>> after = ask(booted);
        before.forEach((name, lines) ->
                said.put(name, new Snapshots(name, lines, require(after.get(name), name))));
    }

    private static Map<String, Set<String>> ask(Guest booted) throws IOException {
        Map<String, Set<String>> answers = new LinkedHashMap<>();
        for (Map.Entry<String, String> question : TRUTH.entrySet()) {
            String answer = booted.run(question.getValue() + "; true");
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
        truth.put("kprobes", "cat /sys/kernel/debug/kprobes/list");
        truth.put("ftrace-functions", "cat /sys/kernel/debug/tracing/enabled_functions");
        return truth;
    }

    /** Returns what of an answer a view has to equal, a line each. */
    private static Set<String> lines(String name, String text) {
        if (name.startsWith("tcp")) {
            return ProcNet.sockets(name, text);
        }
        Stream<String> lines =
                text.lines()
                        .map(line -> line.strip().replaceAll("\\s+", " "))
                        .filter(line -> !line.isEmpty());
        return switch (name) {
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

    @Override
    public void close() throws IOException {
        Guest booted = guest;
        if (booted != null) {
            booted.close();
        }
    }

    @Override
    public String toString() {
        return kernel.label();
    }
}
