package dev.yagura.sandbox.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools are told of processes, the network, files and time: that of the guest. */
class GuestAnswersTest extends SandboxFixture {
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

        assertThat(foundOf500(many))
                .containsExactly(
                        found, found.substring("1 ".length()), found.substring("1 ".length()));
    }

    /** Number 400 is there all the same, by which it can be told whether it was looked for. */
    @ParameterizedTest
    @CsvSource({"version, 400", "filesystems, ''"})
    void whereThereIsNoProcfsNoNumbersAreLookedUp(String file, String found) throws IOException {
        Path none = Files.createDirectory(folder.resolve("none"));
        Files.createDirectories(none.resolve("proc/400"));
        Files.writeString(none.resolve("proc").resolve(file), "of a disk\n");
        Files.writeString(none.resolve("proc/400/stat"), "400 (x) S 1 1 1 0 -1 0 0 0 0 0\n");

        assertThat(foundOf500(none)).containsOnly(found);
    }

    /** Has a tool look for 500 numbers in three ways, most of them after a list is cheaper. */
    private List<String> foundOf500(Path tree) throws IOException {
        String script =
                """
                print join(" ", grep { chdir "/proc/$_" } 1 .. 500), "\n";
                print join(" ", grep { kill 0, $_ } 100 .. 500), "\n";
                print join(" ", grep { -e "/proc/$_/stat" } 100 .. 500), "\n";
                """;
        new Sandbox(tools, tree, "many", LIMITS, Optional.empty())
                .run(program("perl"), List.of("-e", script), stdio(), new CompletableFuture<>());
        return Files.readAllLines(folder.resolve("out"));
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
}
