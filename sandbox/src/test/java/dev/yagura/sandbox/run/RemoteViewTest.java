package dev.yagura.sandbox.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.channel.plan9.FileExports;
import dev.yagura.channel.plan9.Plan9Limits;
import dev.yagura.channel.plan9.Plan9Server;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.sandbox.host.HostProgram;
import dev.yagura.sandbox.tools.InstalledPackages;
import dev.yagura.sandbox.tools.ToolsTree;
import dev.yagura.storage.fixture.MemoryTree;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tools that have the guest's files by the preload library alone, from a server of 9P2000.L. Around
 * them is nothing but the tools and the server's socket, as a library OS has it.
 */
class RemoteViewTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String PATH =
            "/usr/sbin:/usr/bin:/sbin:/bin:%1$s/usr/sbin:%1$s/usr/bin".formatted(ToolsTree.MOUNT);

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
                        "coreutils",
                        "dash",
                        "findutils",
                        "grep",
                        "hostname",
                        "lsof",
                        "net-tools",
                        "perl-base",
                        "procps");
        Path guest =
                TrapGuest.make(
                        Files.createDirectory(shared.resolve("guest")),
                        Files.createDirectory(shared.resolve("traps")));
        Files.createSymbolicLink(guest.resolve("etc/link"), Path.of("../etc/./hello"));
        Files.createSymbolicLink(guest.resolve("etc/here"), Path.of("/etc"));
        Files.createSymbolicLink(guest.resolve("etc/loop"), Path.of("loop"));
        Files.createDirectory(shared.resolve("socket"));
        server =
                Plan9Server.start(
                        new Endpoint.Unix(shared.resolve("socket/view")),
                        Optional.empty(),
                        FileExports.of(
                                inMemory(guest)
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

    private static String shell(String script) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of("--unshare-pid", "--unshare-net", "--dev-bind", "/dev", "/dev"));
        arguments.addAll(List.of("--ro-bind", tools.root().toString(), ToolsTree.MOUNT));
        arguments.addAll(List.of("--proc", ToolsTree.MOUNT + "/proc"));
        arguments.addAll(List.of("--bind", shared.resolve("socket").toString(), "/run/yagura"));
        arguments.addAll(List.of("--clearenv", "--setenv", "PATH", PATH));
        arguments.addAll(List.of("--setenv", "YAGURA_VIEW_SOCKET", "/run/yagura/view"));
        arguments.addAll(List.of("--", tools.program("sh").orElseThrow(), "-c", script + "\ntrue"));
        return HostProgram.require("bwrap", "bubblewrap").run(shared, LIMIT, arguments);
    }

    private static MemoryTree inMemory(Path folder) throws IOException {
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
}
