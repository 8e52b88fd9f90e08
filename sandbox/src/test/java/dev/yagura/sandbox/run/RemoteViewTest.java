package dev.yagura.sandbox.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.channel.plan9.FileExports;
import dev.yagura.channel.plan9.Plan9Limits;
import dev.yagura.channel.plan9.Plan9Server;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.sandbox.host.HostProgram;
import dev.yagura.sandbox.tools.InstalledPackages;
import dev.yagura.sandbox.tools.ToolsTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.fixture.MemoryTree;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tools that have the guest's files by the preload library alone, from a server of 9P2000.L. Around
 * them is nothing but the tools and the server's socket, as a library OS has it.
 */
class RemoteViewTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static final String PATH =
            "/usr/sbin:/usr/bin:/sbin:/bin:%1$s/usr/sbin:%1$s/usr/bin".formatted(ToolsTree.MOUNT);

    /** Of {@code struct ifinfomsg}, behind the header of a message. */
    private static final int FLAGS_OFFSET = 16 + 8;

    /** Of {@code struct inet_diag_msg}. */
    private static final int PORT_OFFSET = 16 + 4;

    private static final String LISTS = "/proc/net/.netlink/";
    private static final int PORT = 465;

    /** Names that chkrootkit 0.57 knows, each of another kind. */
    private static final List<String> KNOWN_FILES =
            List.of(
                    "/usr/lib/pt07",
                    "/etc/ttyhash",
                    "/bin/kr4p",
                    "/bin/lps",
                    "/tmp/ramen.tgz",
                    "/usr/bin/ishit",
                    "/usr/sbin/mech",
                    "/usr/bin/volc",
                    "/usr/include/icekey.h",
                    "/tmp/kdevtmpfsi");

    @TempDir private static Path shared;
    private static ToolsTree tools;
    private static Plan9Server server;

    @BeforeAll
    static void serve() throws IOException {
        HostTool.run("bwrap", "--version");
        HostTool.run("cc", "--version");
        tools =
                InstalledPackages.tree(
                        Files.createDirectory(shared.resolve("tools")),
                        Files.createDirectory(shared.resolve("work")),
                        "binutils",
                        "chkrootkit",
                        "coreutils",
                        "dash",
                        "findutils",
                        "grep",
                        "hostname",
                        "iproute2",
                        "lsof",
                        "mawk",
                        "net-tools",
                        "perl-base",
                        "procps",
                        "sed");
        Path guest =
                TrapGuest.make(
                        Files.createDirectory(shared.resolve("guest")),
                        Files.createDirectory(shared.resolve("traps")));
        Files.createSymbolicLink(guest.resolve("etc/link"), Path.of("../etc/./hello"));
        Files.createSymbolicLink(guest.resolve("etc/here"), Path.of("/etc"));
        Files.createSymbolicLink(guest.resolve("etc/loop"), Path.of("loop"));
        Files.copy(guest.resolve("bin/ls"), tools.root().resolve("usr/bin/lonely"));
        Files.createDirectory(shared.resolve("socket"));
        server =
                Plan9Server.start(
                        new Endpoint.Unix(shared.resolve("socket/view")),
                        Optional.empty(),
                        FileExports.of(
                                planted(TrapGuest.inMemory(guest))
                                        .link("/etc/nul", "here\0/x")
                                        .link("/etc/empty", "")),
                        Plan9Limits.DEFAULT,
                        _ -> {});
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void filesAreTheServers() throws IOException {
        assertThat(
                        shell(
                                """
                                cat /etc/hello /etc/link /etc/here/hello; cd /etc; cat hello ../etc/hello here/../etc/hello
                                read x <hello; echo "$x"; pwd; cd here; pwd -P; cat ./hello; env -i /bin/cat hello
                                /bin/sh -c 'cat hello'; find / -name hello; ls -l hello | cut -c1-10
                                wc -c </bin/ls; cat /bin/ls | wc -c; cat loop || echo refused; test -e /nothing || echo none
                                grep -rl guest /etc | sort
                                """))
                .startsWith("of the guest\n".repeat(7))
                .contains(
                        "/etc\n/etc\n" + "of the guest\n".repeat(3) + "/etc/hello\n-rwxr-xr-x\n",
                        "refused\nnone\n/etc/hello\n");
    }

    /** What the server does not have must not be looked for on this host, nor be the folder. */
    @Test
    void pathsThatAreNoneAreNoFiles() throws IOException {
        assertThat(
                        shell(
                                """
                                test -e "" || echo none; cat "" 2>/dev/null || echo none
                                cat /etc/nowhere || echo none; cat /etc/nul/hello; cat /etc/empty || echo none
                                perl -e 'chdir "/etc"; $far = "./" x 2044;
                                    print open(F, "<", "../" x 10 . ".yagura/bin/sh") ? "open\n" : "none\n";
                                    print open(F, "<", $far . "hello") ? "open\n" : "$!\n"'
                                perl -e 'open F, "<", "/etc/hello"; open G, ">&", \\*F;
                                    system "true"; print((stat F)[2] & 0111 ? "kept\n" : "lost\n"); print scalar <F>'
                                """))
                .isEqualTo(
                        "none\n".repeat(3)
                                + "of the guest\nnone\nnone\nFile name too long\nkept\nof the guest\n");
    }

    @Test
    void processesAndSocketsAreTheGuests() throws IOException {
        assertThat(shell("ps -eo pid,ppid,comm; netstat -tan; hostname; uname -r; ls /proc"))
                .contains("    1     0 init\n", "   77     1 a) evil (b\n")
                .contains("0.0.0.0:465", "LISTEN")
                .contains("watched\n6.1.0-guest\n");
    }

    @Test
    void nothingOfTheGuestIsRunOrWritten() throws IOException {
        assertThat(
                        shell(
                                """
                                /usr/bin/onlyhere || echo refused; /usr/bin/script || echo refused
                                cd /usr/bin; ./nofirstline || echo refused; perl -e 'use OnlyHere' || echo refused
                                echo x >/etc/hello || echo refused; mkdir /new || echo refused; cat /etc/hello
                                test -e /tmp/sprung || echo unsprung
                                """))
                .isEqualTo("refused\n".repeat(6) + "of the guest\nunsprung\n");
    }

    @Test
    void openFilesAreTheGuests() throws IOException {
        assertThat(shell("lsof -n -P").lines().map(line -> line.strip().replaceAll(" +", " ")))
                .anyMatch(line -> line.matches("a 77 root cwd DIR .* /"))
                .anyMatch(line -> line.matches("a 77 root 3\\w REG .* /etc/hello"))
                .anyMatch(line -> line.matches("a 77 root 4\\w sock .* protocol: NETLINK"));
    }

    /** Each of the tests that the script names runs to its end, and finds what is there. */
    @Test
    void chkrootkitRunsToItsEnd() throws IOException {
        String[] names =
                shell("chkrootkit -l 2>&1").replaceFirst(".*: ", "").strip().split(" ", -1);

        String output = shell("chkrootkit 2>&1");

        List<String> lines = output.lines().toList();
        assertThat(names).hasSizeGreaterThanOrEqualTo(69);
        for (String name : names) {
            assertThat(lines).anyMatch(line -> line.startsWith("Checking `%s'...".formatted(name)));
        }
        assertThat(lines.getLast()).startsWith("Checking `OSX_RSPLUG'...");
        assertThat(lines)
                .containsAll(KNOWN_FILES)
                .contains(
                        "Checking `ldsopreload'...                                   INFECTED",
                        "WARNING: Potential bindshell installed: infected ports: 465",
                        "lo: PROMISC");
        assertThat(output).doesNotContain("rror", "o such file", "ermi", "not supported");
    }

    /** It would look into this system's files and tell what it finds there of the guest. */
    @Test
    void programsWithoutTheLibraryAreNotRun() throws IOException {
        assertThat(
                        shell(
                                """
                                lonely || echo refused; /usr/bin/lonely || echo refused
                                perl -e 'system("lonely") and print "refused\n"'
                                cd /.yagura/usr/lib/chkrootkit && ./strings-static -a /etc/hello
                                test -e /tmp/sprung || echo unsprung
                                """))
                .isEqualTo("refused\n".repeat(3) + "of the guest\nunsprung\n");
    }

    /** Files that are known by their names, an interface that takes every frame, and a port. */
    private static MemoryTree planted(MemoryTree tree) throws IOException {
        for (String file : KNOWN_FILES) {
            tree.file(file, "inert\n");
        }
        byte[] links = TrapGuest.resource("netlink/link");
        links[FLAGS_OFFSET + 1] |= 1; // IFF_PROMISC
        byte[] sockets = TrapGuest.resource("netlink/tcp6");
        sockets[PORT_OFFSET] = PORT >> 8;
        sockets[PORT_OFFSET + 1] = (byte) PORT;
        tree.link("/proc/77/fd/4", "socket:[991]");
        tree.special("/proc/77/fd/socket:[991]", FileType.SOCKET);
        // Which lsof asks for of a socket that no table has.
        tree.at("/proc/77/fd/socket:[991]").extendedAttribute("system.sockprotoname", "NETLINK\0");
        return tree.file("/lib/libshow.so", "inert\n")
                .file("/lib/libproc.a", "inert\n")
                .remove(LISTS + "link")
                .file(LISTS + "link", links, made -> {})
                .remove(LISTS + "tcp6")
                .file(LISTS + "tcp6", sockets, made -> {});
    }

    private static String shell(String script) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of("--unshare-pid", "--unshare-net", "--dev-bind", "/dev", "/dev"));
        arguments.addAll(List.of("--unshare-user", "--uid", "0", "--gid", "0"));
        arguments.addAll(List.of("--ro-bind", tools.root().toString(), ToolsTree.MOUNT));
        arguments.addAll(List.of("--proc", ToolsTree.MOUNT + "/proc"));
        arguments.addAll(List.of("--bind", shared.resolve("socket").toString(), "/run/yagura"));
        arguments.addAll(List.of("--clearenv", "--setenv", "PATH", PATH));
        arguments.addAll(List.of("--setenv", "YAGURA_VIEW_SOCKET", "/run/yagura/view"));
        arguments.addAll(List.of("--", tools.program("sh").orElseThrow(), "-c", script + "\ntrue"));
        return HostProgram.require("bwrap", "bubblewrap").run(shared, LIMIT, arguments);
    }
}
