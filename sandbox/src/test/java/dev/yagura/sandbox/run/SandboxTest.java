package dev.yagura.sandbox.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.sandbox.tools.ToolsTree;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that run beside a guest whose every program, library and script is a trap. */
class SandboxTest extends SandboxFixture {
    @Test
    void runsItsOwnProgramsByWhateverPathTheyAreCalled() throws IOException {
        shell(
                """
                ls /etc/hello; /bin/ls /etc/hello; /usr/local/bin/ls /etc/hello; cat /etc/hello
                env -i /bin/sh -c '/bin/cat /etc/hello'
                echo x | awk '{ system("cat /etc/hello") }'
                awk 'BEGIN { "cat /etc/hello" | getline x; print x }'
                perl -e 'use strict; print `cat /etc/hello`; system("/bin/cat", "/etc/hello"); exec "cat", "/etc/hello"'
                find /etc/hello -exec cat {} ';'
                echo /etc/hello | xargs cat
                """);

        assertThat(out.lines().filter(line -> line.equals("/etc/hello"))).hasSize(3);
        assertThat(out.lines().filter(line -> line.equals("of the guest"))).hasSize(9);
        assertThat(outcome.status()).isZero();
    }

    @Test
    void readsProgramsAsTheGuestHasThem() throws IOException {
        shell(
                "cat /bin/ls | sha256sum; sha256sum </.yagura/bin/ls; cat /etc/ld.so.preload; test -x /bin/ls && echo runs");

        String trap = HostTool.run("sha256sum", guest.resolve("bin/ls")).substring(0, 64);
        assertThat(out.lines().toList().get(0)).startsWith(trap);
        assertThat(out.lines().toList().get(1)).doesNotContain(trap);
        assertThat(out).contains("/lib/libpreloaded.so", "runs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "onlyhere",
                "/usr/bin/onlyhere",
                "script",
                "/usr/bin/script",
                "nofirstline",
                "/usr/bin/nofirstline",
                "/lib64/ld-linux-x86-64.so.2 /bin/ls",
                "cd /usr/bin && ./onlyhere",
                "/.yagura/guest/usr/bin/onlyhere",
                "/.yagura/lib64/ld-linux-x86-64.so.2 /.yagura/guest/usr/bin/onlyhere",
                "cp /usr/bin/onlyhere /tmp/mine && chmod 755 /tmp/mine && /tmp/mine",
                "LD_PRELOAD=/lib/libpreloaded.so cat /etc/hello; false",
                "LD_LIBRARY_PATH=/lib/x86_64-linux-gnu ls; false",
                "perl -e 'use OnlyHere'",
            })
    void refusesToRunWhatIsTheGuests(String command) throws IOException {
        shell(command);

        assertThat(outcome.status()).isNotZero();
    }

    @Test
    void holdsAForkBomb() throws IOException {
        String mark = "bomb of " + ProcessHandle.current().pid();
        start(
                new Limits(40, 128L << 20, 1 << 20, Duration.ofSeconds(3)),
                "perl",
                "-e",
                "while (1) { fork; select undef, undef, undef, 0.02 } # " + mark);

        assertThat(outcome.timedOut()).isTrue();
        assertThat(outcome.remarks()).anyMatch(remark -> remark.startsWith("held at 40 processes"));
        assertThat(outcome.remarks()).anyMatch(remark -> remark.startsWith("ended after 3 s"));
        assertThat(HostProcesses.called(mark)).as("processes of it on this host").isEmpty();
    }

    @Test
    void holdsMemory() throws IOException {
        perl("my $x = 'x' x (400 << 20); print 'had it';");

        assertThat(out).doesNotContain("had it");
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.remarks()).anyMatch(remark -> remark.startsWith("held at 256 MiB"));
    }

    @Test
    void keepsWhatIsWrittenFromTheGuestAndWithinItsLimit() throws IOException {
        shell(
                """
                echo mine >/etc/hello; cat /etc/hello; rm /etc/passwd; mkdir /new && echo it >/new/file
                head -c 64M /dev/zero >/new/large; stat -c %s /new/large
                echo 1 >/proc/syslogk; echo x >/proc/sys/kernel/hostname; echo x >/.yagura/ld.so; echo x >/dev/null
                """);

        assertThat(out).startsWith("mine\n");
        assertThat(out.lines().toList().get(1)).matches("\\d+");
        assertThat(Long.parseLong(out.lines().toList().get(1))).isLessThan(32L << 20);
        assertThat(guest.resolve("etc/hello")).hasContent("of the guest");
        assertThat(guest.resolve("etc/passwd")).exists();
        assertThat(guest.resolve("new")).doesNotExist();
        assertThat(guest.resolve("proc/syslogk")).doesNotExist();
        assertThat(guest.resolve("proc/sys/kernel/hostname")).hasContent("watched");
        assertThat(written.resolve("new/file")).hasContent("it");
        assertThat(written.resolve("etc/hello")).hasContent("mine");
    }

    @Test
    void seesNothingOfThisHost() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "of the host");
        shell(
                "cat %s; ls %s; cat /.yagura/proc/1/environ /.yagura/proc/1/root%s; kill -9 %d"
                        .formatted(secret, shared, secret, ProcessHandle.current().pid()));
        assertThat(out).doesNotContain("of the host");

        shell("ls -a /; ls /.yagura/proc | grep -c '^[0-9]'; ls /dev; env");
        assertThat(out.lines()).contains("etc", "tmp").doesNotContain("work", "home", ".yagura");
        assertThat(out).doesNotContain("JAVA_HOME", shared.toString());
    }

    @Test
    void reachesNoNetwork() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            perl(
                    """
                    socket(my $s, 2, 1, 0) or die; my $a = pack('S n C4 x8', 2, %d, 127, 0, 0, 1);
                    print connect($s, $a) ? 'connected' : 'refused';
                    print socket(my $p, 17, 3, 0) ? ' packets' : ' none';
                    for my $protocol (0, 4, 9, 12) { print syscall(41, 16, 3, $protocol) < 0 ? ' none' : ' netlink' }
                    """
                            .formatted(server.getLocalPort()));
        }

        assertThat(out).isEqualTo("refused none none none none none");
    }

    @Test
    void makesNoSystemCallThatLeadsOut() throws IOException {
        // ptrace, mount, unshare, setns, bpf, keyctl, process_vm_readv, open_by_handle_at, syslog
        perl(
                """
                for my $n (101, 165, 272, 308, 321, 250, 310, 304, 103) {
                    my $r = syscall($n, 3, 0, 0, 0, 0); print $r == -1 && $! == 1 ? "refused " : "$n:$r:" . ($! + 0) . " ";
                }
                print syscall(435, 0, 0) == -1 && $! == 38 ? "unknown " : "clone3 ";
                print syscall(56, 0x10000011, 0, 0, 0, 0) == -1 && $! == 1 ? "refused" : "namespace";
                """);

        assertThat(out).isEqualTo("refused ".repeat(9) + "unknown refused");
    }

    @Test
    void hasNoRightsButToRead() throws IOException {
        shell("grep -E '^(CapEff|CapPrm|NoNewPrivs|Seccomp):' /.yagura/proc/self/status");

        assertThat(out.lines().map(line -> line.replaceAll("\\s+", " ")))
                .containsExactly(
                        "CapPrm: 0000000000000004",
                        "CapEff: 0000000000000004",
                        "NoNewPrivs: 1",
                        "Seccomp: 2");
    }

    @Test
    void aToolIsEndedWhenThereIsAReason() throws IOException {
        Outcome ended =
                new Sandbox(tools, guest, "watched", LIMITS, Optional.empty())
                        .run(
                                program("sleep"),
                                List.of("1000"),
                                stdio(),
                                CompletableFuture.completedFuture("a test says so"));

        assertThat(ended.isWhole()).isFalse();
        assertThat(ended.remarks()).contains("ended: a test says so");
    }

    @Test
    void passesStatusAndSignalsThrough() throws IOException {
        shell("exit 42");
        assertThat(outcome.status()).isEqualTo(42);

        shell("kill -TERM $$");
        assertThat(outcome.status()).isEqualTo(128 + 15);
    }

    @Test
    void refusesATreeThatIsNone() {
        assertThatThrownBy(() -> ToolsTree.open(guest))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no tools tree: yagura tools build");
    }

    @Test
    void refusesAFolderWithMountsBelow() throws IOException {
        Path below = Files.createDirectories(folder.resolve("tree/var"));
        Sandbox sandbox =
                new Sandbox(tools, folder.resolve("tree"), "mounts", LIMITS, Optional.empty());
        HostTool.run("mount", "-t", "tmpfs", "none", below);
        try {
            assertThatThrownBy(() ->
                            sandbox.run(
                                    program("true"), List.of(), stdio(), new CompletableFuture<>()))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageEndingWith(
                            "%s is mounted below: expected one filesystem".formatted(below));
        } finally {
            HostTool.run("umount", below);
        }
    }

    @Test
    void cannotBeFooledByAGuestThatHasTheSandboxsFolders() throws IOException {
        Path hostile = Files.createDirectory(folder.resolve("hostile"));
        Files.createSymbolicLink(hostile.resolve("proc"), shared);
        Files.createSymbolicLink(hostile.resolve("dev"), Path.of("/etc"));
        Files.createDirectories(hostile.resolve(".yagura/usr/bin"));
        Files.writeString(hostile.resolve(".yagura/preload"), "/lib/libpreloaded.so");
        Files.createSymbolicLink(hostile.resolve("etc"), shared.toAbsolutePath());

        Outcome ended =
                new Sandbox(tools, hostile, "hostile", LIMITS, Optional.empty())
                        .run(
                                program("sh"),
                                List.of("-c", "ls /proc /etc/; ls /dev"),
                                stdio(),
                                new CompletableFuture<>());

        assertThat(Files.readString(folder.resolve("out"), ISO_8859_1))
                .contains("null")
                .doesNotContain("traps", "guest");
        assertThat(ended.status()).isZero();
    }
}
