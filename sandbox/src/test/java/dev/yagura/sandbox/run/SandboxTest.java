package dev.yagura.sandbox.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.sandbox.tools.InstalledPackages;
import dev.yagura.sandbox.tools.ToolsTree;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that run beside a guest whose every program, library and script is a trap. */
class SandboxTest {
    private static final Limits LIMITS =
            new Limits(60, 256L << 20, 32L << 20, Duration.ofSeconds(20));

    @TempDir private static Path shared;
    private static ToolsTree tools;
    private static Path guest;

    @TempDir private Path folder;
    private Path written;
    private Outcome outcome = new Outcome(-1, Outcome.Ending.ITSELF, List.of());
    private String out = "";

    @BeforeAll
    static void makeGuestAndTools() throws IOException {
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
                        "iproute2",
                        "mawk",
                        "net-tools",
                        "perl-base",
                        "procps",
                        "sed",
                        "util-linux");
        guest =
                TrapGuest.make(
                        Files.createDirectory(shared.resolve("guest")),
                        Files.createDirectory(shared.resolve("traps")));
    }

    @BeforeEach
    void makeFolders() throws IOException {
        written = Files.createDirectory(folder.resolve("written"));
    }

    /** Whatever a test does: nothing of the guest ran, and nothing of it changed. */
    @AfterEach
    void noTrapIsSprung() throws IOException {
        assertThat(written.resolve(TrapGuest.MARKER)).doesNotExist();
        try (Stream<Path> files = Files.list(guest.resolve("tmp"))) {
            assertThat(files).isEmpty();
        }
    }

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
    void showsTheGuestsProcessesAndSockets() throws IOException {
        shell("ps -eo pid,ppid,comm; netstat -tan; uptime -p; uname -nr; hostname; free -k");

        assertThat(out)
                .as(Files.readString(folder.resolve("err"), ISO_8859_1))
                .contains("    1     0 init\n", "   77     1 a) evil (b\n")
                .contains("0.0.0.0:465", "LISTEN")
                .contains("up 1 hour, 10 minutes")
                .contains("watched 6.1.0-guest\nwatched\n")
                .contains("4194304");
        assertThat(out.lines().filter(line -> line.matches(" *\\d+ +\\d+ .*"))).hasSize(2);
    }

    @Test
    void asksTheGuestAboutProcesses() throws IOException {
        perl(
                """
                print "kill1=", kill(0, 1), " kill77=", kill(0, 77), " kill3=", kill(0, 3), " kill78=", kill(0, 78), "\\n";
                print "nice=", getpriority(0, 77), " group=", getpgrp(77), "\\n";
                """);

        assertThat(out).isEqualTo("kill1=1 kill77=1 kill3=0 kill78=0\nnice=3 group=77\n");
    }

    /**
     * Number 400 is there and not in the list, by which it can be told whether that is believed.
     */
    @ParameterizedTest
    @CsvSource({"2, 1 300", "3, 1 300 400", "x, 1 300 400"})
    void manyNumbersAreLookedUpInAListThatIsWhole(String count, String found) throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        for (String pid : List.of("1", "300", "400")) {
            Path process = Files.createDirectories(many.resolve("proc").resolve(pid));
            Files.writeString(process.resolve("stat"), pid + " (x) S 1 1 1 0 -1 0 0 0 0 0\n");
        }
        Files.writeString(many.resolve("proc/.yagura-tasks"), count + "\n1\n300\n");

        new Sandbox(tools, many, "many", LIMITS, Optional.empty())
                .run(
                        program("perl"),
                        List.of(
                                "-e",
                                """
                                print join(" ", grep { chdir "/proc/$_" } 1 .. 500), "\n";
                                print join(" ", grep { kill 0, $_ } 100 .. 500), "\n";
                                print join(" ", grep { -e "/proc/$_/stat" } 100 .. 500), "\n";
                                """),
                        stdio(),
                        new CompletableFuture<>());

        assertThat(Files.readString(folder.resolve("out")).lines())
                .containsExactly(
                        found, found.substring("1 ".length()), found.substring("1 ".length()));
    }

    @Test
    void answersQuestionsByNetlinkForTheGuest() throws IOException {
        shell("ip -o link show dev eth0; ip -o address; ip route show table local; ss -tln");

        assertThat(out.lines().map(line -> line.strip().replaceAll("\\s+", " ")))
                .startsWith(
                        "2: eth0: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT"
                                + " group default qlen 1000\\ link/ether 52:54:00:12:34:56 brd"
                                + " ff:ff:ff:ff:ff:ff",
                        "1: lo inet 127.0.0.1/8 scope host lo\\ valid_lft forever"
                                + " preferred_lft forever")
                .contains(
                        "local 127.0.0.0/8 dev lo proto kernel scope host src 127.0.0.1",
                        "LISTEN 0 1 *:8080 *:*",
                        "LISTEN 0 1 *:2222 *:*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip rule", "ip route get 127.0.0.1", "ip link set lo down", "ip neigh"})
    void refusesQuestionsByNetlinkThatNothingIsKnownOf(String command) throws IOException {
        shell(command + " 2>&1");

        assertThat(out).contains("Operation not supported");
        assertThat(outcome.status()).isNotZero();
    }

    @Test
    void answersQuestionsAboutInterfacesForTheGuest() throws IOException {
        shell("ifconfig lo; ifconfig eth0; ifconfig eth7 2>&1");

        assertThat(out)
                .contains(
                        "lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536",
                        "inet 127.0.0.1  netmask 255.0.0.0",
                        "eth0: flags=4098<BROADCAST,MULTICAST>  mtu 1500",
                        "ether 52:54:00:12:34:56  txqueuelen 1000",
                        "Device not found");
    }

    /**
     * Cut, or with a byte turned over. What is cut never comes to {@code ip}, which believes what
     * its kernel says; the library itself reads all of it for {@code ifconfig}.
     */
    @Test
    void bearsMessagesThatAreNone() throws IOException {
        Path hostile = Files.createDirectory(folder.resolve("hostile"));
        Path bad = Files.createDirectory(hostile.resolve("bad"));
        for (String name : List.of("link", "address")) {
            byte[] messages = Files.readAllBytes(guest.resolve("proc/net/.netlink/" + name));
            for (int i = 0; i < messages.length; i += 13) {
                byte[] changed = messages.clone();
                changed[i] ^= (byte) 0xff;
                Files.write(bad.resolve("%s.%d.changed".formatted(name, i)), changed);
                Files.write(
                        bad.resolve("%s.%d.cut".formatted(name, i)), Arrays.copyOf(messages, i));
            }
        }
        String script =
                """
                mkdir -p /proc/net/.netlink
                for file in /bad/*; do
                    name=${file#/bad/}
                    cp $file /proc/net/.netlink/${name%%.*}
                    ifconfig lo >/dev/null 2>&1
                    if [ $? -ge 128 ]; then echo ifconfig $name; fi
                    case $name in *.cut) ip address >/dev/null 2>&1; esac
                    if [ $? -ge 128 ]; then echo ip $name; fi
                done
                echo end
                """;

        new Sandbox(tools, hostile, "hostile", LIMITS, Optional.empty())
                .run(program("sh"), List.of("-c", script), stdio(), new CompletableFuture<>());

        assertThat(folder.resolve("out")).hasContent("end");
    }

    @Test
    void tellsTheRoomOnTheGuestsFilesystems() throws IOException {
        shell("stat -f -c '%t %s %b %f %a %c %d' / /usr; stat -f /etc/hello 2>&1");

        assertThat(out.lines())
                .startsWith("ef53 4096 1000 600 500 77 66", "ef53 4096 1000 600 500 77 66");
        assertThat(out).contains("Function not implemented");
    }

    @Test
    void hasTheGuestsTime() throws IOException {
        shell("date -u +%s; perl -e 'print time, \"\\n\"'");

        assertThat(out.lines().map(Long::parseLong))
                .hasSize(2)
                .allMatch(time -> time >= 1_700_004_242L && time < 1_700_004_300L);
    }

    @Test
    void holdsAForkBomb() throws IOException {
        long before = ProcessHandle.allProcesses().count();
        start(
                new Limits(40, 128L << 20, 1 << 20, Duration.ofSeconds(1)),
                "perl",
                "-e",
                "while (1) { fork; select undef, undef, undef, 0.02 }");

        assertThat(outcome.timedOut()).isTrue();
        assertThat(outcome.remarks()).anyMatch(remark -> remark.startsWith("held at 40 processes"));
        assertThat(outcome.remarks()).anyMatch(remark -> remark.startsWith("ended after 1 s"));
        assertThat(ProcessHandle.allProcesses().count()).isLessThan(before + 20);
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

    /** As chkdirs counts; an overlay says 1 of what it has put together. */
    @Test
    void directoriesHaveTheGuestsLinks() throws IOException {
        shell(
                """
                links() { stat -c %h / /tmp /usr /etc; perl -e 'print +(lstat)[3], " " for "/tmp", "/usr"'; echo; }
                links; mkdir /tmp/mine /usr/mine /usr/mine/too; touch /etc/file; links; rmdir /tmp/mine; stat -c %h /tmp; ls -A /
                """);

        List<String> before = new ArrayList<>();
        for (String folder : List.of("", "tmp", "usr", "etc")) {
            before.add(HostTool.run("stat", "-c", "%h", guest.resolve(folder)).strip());
        }
        List<String> lines = out.lines().toList();
        int usr = Integer.parseInt(before.get(2));
        assertThat(lines.subList(1, 4)).containsExactlyElementsOf(before.subList(1, 4));
        assertThat(lines.get(4)).isEqualTo("2 %d ".formatted(usr));
        assertThat(lines.subList(6, 10))
                .containsExactly(
                        "3", Integer.toString(usr + 1), before.get(3), "3 %d ".formatted(usr + 1));
        assertThat(lines.get(10)).isEqualTo("2");
        assertThat(Integer.parseInt(lines.getFirst()))
                .as("the folders of / and 2")
                .isEqualTo(lines.subList(11, lines.size()).size() + 2);
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

    private void shell(String script) throws IOException {
        start(LIMITS, "sh", "-c", script);
    }

    private void perl(String script) throws IOException {
        start(LIMITS, "perl", "-e", script);
    }

    private void start(Limits limits, String program, String... arguments) throws IOException {
        outcome =
                new Sandbox(tools, guest, "watched", limits, Optional.of(written))
                        .run(
                                program(program),
                                new ArrayList<>(List.of(arguments)),
                                stdio(),
                                new CompletableFuture<>());
        out = Files.readString(folder.resolve("out"), ISO_8859_1);
    }

    private Stdio stdio() {
        return new Stdio.Files(folder.resolve("out"), folder.resolve("err"));
    }

    private static String program(String name) {
        return tools.program(name).orElseThrow();
    }
}
