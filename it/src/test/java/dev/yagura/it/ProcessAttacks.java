package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.attacker.Intrusion.ErasedTask;
import dev.yagura.testkit.attacker.Intrusion.HiddenMount;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Processes that do what intruders' processes do, inert ones, beside others that look alike; and
 * edits of processes from outside.
 */
final class ProcessAttacks {
    private static final int PORT = 4445;

    /** Guests run in emulation, on machines with other things to do. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Starts each process and prints what it is called here, and its id. */
    private static final String START =
            """
            {
            cp /bin/busybox /tmp/busybox-gone; echo x >/tmp/gone
            /tmp/busybox-gone sleep 88801 & echo deleted $!
            LD_PRELOAD=/tmp/evil.so sleep 88802 & echo preload $!
            (echo -n kworker/5:7 >/proc/self/comm; read -r _ </never) & echo masquerade $!
            LD_PRELOAD=libstdbuf.so sleep 88803 & echo harmless-preload $!
            sleep 88804 </tmp/gone & echo harmless-file $!
            sleep 88807 & echo erased $!
            sleep 88807 & echo not-erased $!
            (echo -n kworkers >/proc/self/comm; read -r _ </never) & echo harmless-name $!
            sleep 88805 | sh & echo harmless-pipe $!
            nc -l -p PORT -e sh >/dev/null & echo shell $!
            sleep 2
            { sleep 88806 | nc 127.0.0.1 PORT; } >/dev/null & echo client $!
            sleep 2
            rm /tmp/busybox-gone /tmp/gone
            ip link set dummy0 promisc on
            mkdir -p /tmp/mounts/seen /tmp/mounts/hidden
            mount -t tmpfs seen-mount /tmp/mounts/seen
            mount -t tmpfs hidden-mount /tmp/mounts/hidden
            } </dev/null 2>/dev/null
            """
                    .strip()
                    .replace("PORT", Integer.toString(PORT))
                    .replace("\n", "; ")
                    .replace("{;", "{");

    private final Guest guest;
    private final Map<String, Integer> pids = new TreeMap<>();

    private ProcessAttacks(Guest guest) {
        this.guest = guest;
    }

    /** Starts the processes. */
    static ProcessAttacks in(Guest guest) throws IOException {
        ProcessAttacks attacks = new ProcessAttacks(guest);
        guest.run(START, LIMIT)
                .lines()
                .map(line -> line.strip().split(" "))
                .forEach(words -> attacks.pids.put(words[0], Integer.parseInt(words[1])));
        return attacks;
    }

    /** Checks that a scan finds each of them and nothing else, and again nothing when they end. */
    void areFound() throws IOException {
        Attacker attacker = Attacker.of(guest);
        GuestProcess alice =
                guest.processes().stream()
                        .filter(p -> p.uid() == 1000 && p.comm().equals("sleep"))
                        .findFirst()
                        .orElseThrow();
        GuestProcess victim = Guests.victim(guest);
        attacker.changeUser(alice.pid(), 0);
        attacker.markTraced(victim.pid());
        HiddenMount mount = attacker.hideMount(victim.pid(), "hidden-mount");
        ErasedTask erased = attacker.eraseTask(pids.getOrDefault("erased", 0));

        Findings scan = Findings.of(Yagura.look("scan", Guests.vm(guest), "--json").exits(1));

        attacker.undoAll();
        end();
        assertThat(scan.summary().field("notCovered")).isEmpty();
        Map<String, String> found = new TreeMap<>();
        for (Row finding : scan.findings()) {
            found.put(finding.text("rule"), finding.text("title"));
        }
        assertThat(scan.findings()).as(found.toString()).hasSize(9);
        expect(
                found,
                "linux.process.deleted-program",
                "process %d ".formatted(pids.get("deleted")));
        expect(found, "linux.process.preload", "process %d ".formatted(pids.get("preload")));
        expect(
                found,
                "linux.process.kernel-thread-masquerade",
                "process %d (kworker/5:7)".formatted(pids.get("masquerade")));
        expect(
                found,
                "linux.process.reverse-shell",
                "process %d (sh) reads its commands from".formatted(pids.get("shell")));
        expect(found, "linux.process.packet-socket", "interface dummy0 takes every frame");
        expect(found, "linux.process.traced", "process %d ".formatted(victim.pid()));
        expect(found, "linux.credentials.raised", "process %d ".formatted(alice.pid()));
        expect(found, "linux.process.hidden", "process %d (sleep)".formatted(erased.pid()));
        expect(found, "linux.mount.hidden", " of hidden-mount (tmpfs) at /tmp/mounts/hidden ");
        assertThat(scan.findings().toString())
                .contains("0x" + Long.toHexString(mount.mountGva()))
                .contains("0x" + Long.toHexString(erased.taskGva()))
                .contains("timers of sleepers", "memory for tasks");
        Truth.assertClean(Yagura.look("scan", Guests.vm(guest), "--json"));
    }

    private static void expect(Map<String, String> found, String rule, String title) {
        assertThat(found).containsKey(rule);
        assertThat(found.get(rule)).contains(title);
    }

    /** Ends the processes; what only slept for them may stay. */
    private void end() throws IOException {
        String ids = String.join(" ", pids.values().stream().map(String::valueOf).toList());
        guest.run(
                "{ umount /tmp/mounts/*; ip link set dummy0 promisc off; kill -9 %s; sleep 3; } >/dev/null 2>&1; true"
                        .formatted(ids),
                LIMIT);
    }
}
