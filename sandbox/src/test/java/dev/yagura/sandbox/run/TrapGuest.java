package dev.yagura.sandbox.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.sandbox.host.HostProgram;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A guest's tree in which everything that could be run, loaded or interpreted writes a file {@code
 * /tmp/sprung}: programs, scripts, libraries, modules of Perl.
 */
final class TrapGuest {
    /** What a trap writes, relative to the tree. */
    static final String MARKER = "tmp/sprung";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final String SOURCE =
            """
            #include <fcntl.h>
            #include <unistd.h>
            __attribute__((constructor)) static void spring(void) {
                close(open("/tmp/sprung", O_CREAT | O_WRONLY, 0644));
            }
            #ifdef PROGRAM
            int main(void) { return 0; }
            #endif
            """;

    private static final List<String> PROGRAMS =
            List.of(
                    "bin/sh",
                    "bin/bash",
                    "bin/ls",
                    "bin/cat",
                    "bin/ps",
                    "usr/bin/ps",
                    "usr/sbin/ps",
                    "usr/bin/env",
                    "usr/bin/perl",
                    "usr/bin/awk",
                    "usr/bin/id",
                    "bin/netstat",
                    "usr/local/bin/ls",
                    "usr/bin/crontab",
                    "usr/bin/ssh",
                    "usr/bin/onlyhere",
                    "lib64/ld-linux-x86-64.so.2");

    private static final List<String> LIBRARIES =
            List.of(
                    "lib/x86_64-linux-gnu/libc.so.6",
                    "lib/x86_64-linux-gnu/libselinux.so.1",
                    "usr/lib/x86_64-linux-gnu/libnss_trap.so.2",
                    "lib/libpreloaded.so");

    private static final List<String> PERL_MODULES =
            List.of(
                    "etc/perl/strict.pm",
                    "usr/share/perl5/strict.pm",
                    "usr/share/perl5/OnlyHere.pm",
                    "usr/lib/x86_64-linux-gnu/perl-base/strict.pm");

    private TrapGuest() {}

    /** Makes the tree below an empty folder. */
    static Path make(Path folder, Path work) throws IOException {
        Path source = Files.writeString(work.resolve("trap.c"), SOURCE);
        Path program = work.resolve("trap");
        Path library = work.resolve("trap.so");
        HostProgram cc = HostProgram.require("cc", "gcc libc6-dev");
        cc.run(
                work,
                LIMIT,
                List.of("-static", "-DPROGRAM", "-o", program.toString(), source.toString()));
        cc.run(
                work,
                LIMIT,
                List.of("-shared", "-fPIC", "-o", library.toString(), source.toString()));
        for (String path : PROGRAMS) {
            put(folder, path, Files.readAllBytes(program));
        }
        for (String path : LIBRARIES) {
            put(folder, path, Files.readAllBytes(library));
        }
        for (String path : PERL_MODULES) {
            put(folder, path, "open(F, '>/tmp/sprung'); 1;\n".getBytes(UTF_8));
        }
        put(folder, "usr/bin/script", "#!/bin/sh\necho >/tmp/sprung\n".getBytes(UTF_8));
        put(folder, "usr/bin/nofirstline", "echo >/tmp/sprung\n".getBytes(UTF_8));
        for (Map.Entry<String, String> file : files().entrySet()) {
            put(folder, file.getKey(), file.getValue().getBytes(UTF_8));
        }
        put(folder, "proc/net/.netlink/tcp", new byte[0]);
        for (String answer : List.of("link", "address", "route", "tcp6", "dev")) {
            String path = answer.equals("dev") ? "proc/net/" : "proc/net/.netlink/";
            put(folder, path + answer, resource("netlink/" + answer));
        }
        for (String path : List.of("tmp", "root", "dev", "sbin", "var/tmp")) {
            Files.createDirectories(folder.resolve(path));
        }
        Path process = folder.resolve("proc/77");
        Files.createSymbolicLink(process.resolve("cwd"), Path.of("/"));
        Files.createSymbolicLink(process.resolve("root"), Path.of("/"));
        Files.createSymbolicLink(
                Files.createDirectory(process.resolve("fd")).resolve("3"), Path.of("/etc/hello"));
        return folder;
    }

    /** Returns a copy of a guest's files that is in memory, where there can be any. */
    static MemoryTree inMemory(Path folder) throws IOException {
        MemoryTree tree = new MemoryTree("guest");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted().toList()) {
                String path = "/" + folder.relativize(file);
                if (Files.isSymbolicLink(file)) {
                    tree.link(path, Files.readSymbolicLink(file).toString());
                } else if (Files.isDirectory(file)) {
                    if (!file.equals(folder)) {
                        tree.directory(path);
                    }
                } else {
                    tree.file(path, Files.readAllBytes(file), made -> made.permissions(0755));
                }
            }
        }
        return tree;
    }

    /** Returns the content of a file beside this class. */
    static byte[] resource(String name) throws IOException {
        try (InputStream in = TrapGuest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("resource " + name);
            }
            return in.readAllBytes();
        }
    }

    private static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        files.put("etc/hello", "of the guest\n");
        files.put("etc/ld.so.preload", "/lib/libpreloaded.so\n");
        files.put("etc/ld.so.cache", "no cache\n");
        files.put("etc/nsswitch.conf", "passwd: trap files\n");
        files.put("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/:/bin/sh\n");
        files.put("etc/group", "root:x:0:\n");
        files.put("var/log/wtmp", "");
        files.put("var/log/lastlog", "");
        files.put("var/run/utmp", "");
        putProcess(files, 1, "init", 0);
        files.put("proc/1/cmdline", "/sbin/init\0");
        putProcess(files, 77, "a) evil (b", 1);
        files.put("proc/77/cmdline", "");
        files.put("proc/.statfs", "/ 254:0 61267 4096 1000 600 500 77 66 255\n/etc 254:1 ?\n");
        files.put("proc/77/fdinfo/3", "pos:\t0\nflags:\t0100000\nmnt_id:\t20\n");
        files.put("proc/.yagura-tasks", "2\n1\n77\n");
        files.put("proc/mounts", "/dev/vda / ext4 ro 0 0\n");
        files.put("proc/net/packet", "sk       RefCnt Type Proto  Iface R Rmem   User   Inode\n");
        files.put("proc/uptime", "4242.00 4000.00\n");
        files.put("proc/loadavg", "0.50 0.25 0.10 1/123 77\n");
        files.put("proc/meminfo", "MemTotal: 4194304 kB\nMemFree: 1048576 kB\n");
        files.put(
                "proc/stat",
                """
                cpu  1 2 3 4 5 6 7 8 0 0
                cpu0 1 2 3 4 5 6 7 8 0 0
                intr 9
                ctxt 10
                btime 1700000000
                processes 78
                procs_running 1
                procs_blocked 0
                softirq 0 0 0 0 0 0 0 0 0 0 0
                """);
        files.put("proc/version", "Linux version 6.1.0-guest\n");
        files.put("proc/sys/kernel/ostype", "Linux\n");
        files.put("proc/sys/kernel/hostname", "watched\n");
        files.put("proc/sys/kernel/osrelease", "6.1.0-guest\n");
        files.put("proc/sys/kernel/version", "#1 SMP guest\n");
        files.put("proc/sys/kernel/pid_max", "32768\n");
        files.put(
                "proc/net/tcp",
                """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 00000000:01D1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
                """);
        return files;
    }

    /** A process of one thread, in the forms of proc(5). */
    private static void putProcess(Map<String, String> files, int pid, String name, int parent) {
        String stat =
                "%d (%s) S %d %d %d 0 -1 4194560 0 0 0 0 5 6 0 0 20 3 1 0 100 1000000 200 0%s\n"
                        .formatted(pid, name, parent, pid, pid, " 0".repeat(27));
        String status = "Name:\t%s\nPid:\t%d\nUid:\t0\t0\t0\t0\n".formatted(name, pid);
        for (String folder : List.of("proc/" + pid, "proc/%1$d/task/%1$d".formatted(pid))) {
            files.put(folder + "/stat", stat);
            files.put(folder + "/status", status);
            files.put(folder + "/statm", "244 200 0 0 0 0 0\n");
        }
    }

    private static void put(Path folder, String path, byte[] content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Copies the traps' program over a file, for tests that plant one more. */
    static void plant(Path folder, String path) throws IOException {
        Path to = folder.resolve(path);
        Files.createDirectories(to.getParent());
        Files.copy(folder.resolve("bin/ls"), to, StandardCopyOption.REPLACE_EXISTING);
    }
}
