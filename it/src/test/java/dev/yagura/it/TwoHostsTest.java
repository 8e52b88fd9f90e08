package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.attacker.Intrusion.HiddenTask;
import dev.yagura.testkit.attacker.Intrusion.RedirectedSystemCall;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestObservation;
import dev.yagura.testkit.kernels.DebianKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Acceptance: agent and enclave on two hosts (two network namespaces) over TCP give the same
 * results; the link cut in mid-scan means exit status 3, and the next scan works. One enclave
 * watches three VMs behind two agents at once.
 */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(3)
class TwoHostsTest {
    private static final int LINK_A = 1;
    private static final int LINK_B = 2;

    /** How long a command may take to notice that nothing comes any more. */
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

    @TempDir private static Path folder;

    private static final List<AutoCloseable> STARTED = new ArrayList<>();
    private static Guest one;
    private static Guest two;
    private static Guest three;
    private static NetworkHost enclaveHost;
    private static NetworkHost hostA;
    private static Server agentA;
    private static Server agentB;

    @BeforeAll
    static void setUp() throws IOException {
        enclaveHost = started(NetworkHost.create("e"));
        hostA = started(NetworkHost.create("a"));
        NetworkHost hostB = started(NetworkHost.create("b"));
        hostA.link(enclaveHost, LINK_A);
        hostB.link(enclaveHost, LINK_B);
        one = SharedGuest.get();
        two = boot("two");
        three = boot("three");
        Path folderA = Files.createDirectory(folder.resolve("a"));
        Path folderB = Files.createDirectory(folder.resolve("b"));
        String policy = Policies.ourEnclaveOr();
        agentA = started(Agents.start(hostA.yagura(), "10.203.1.1:0", folderA, policy, one, two));
        agentB = started(Agents.start(hostB.yagura(), "10.203.2.1:0", folderB, policy, three));
    }

    @AfterAll
    static void tearDown() throws Exception {
        for (AutoCloseable last : STARTED.reversed()) {
            last.close();
        }
    }

    private static Guest boot(String name) throws IOException {
        return started(
                Guest.boot(
                        Guests.spec("net-" + name, DebianKernel.V6_1_CLOUD)
                                .withMemoryMiB(Guests.SMALL_MIB)
                                .withVcpus(1)));
    }

    private static <T extends AutoCloseable> T started(T something) {
        STARTED.add(something);
        return something;
    }

    private static String[] remote(String command, String... more) {
        String vm = "agent:%s,vm=%s".formatted(agentA.endpoint(), one.spec().name());
        List<String> all = new ArrayList<>(List.of(command, vm));
        all.addAll(List.of(more));
        all.addAll(List.of("--json", "--peer-key", agentA.keyHash()));
        return all.toArray(String[]::new);
    }

    @Test
    void twoHostsGiveTheSameResultsAsOne() throws IOException {
        record Seen(Yagura.Result remote, Yagura.Result modules, Yagura.Result local) {}
        Yagura there = enclaveHost.yagura();
        GuestObservation<Seen> observation =
                one.observe(() ->
                        new Seen(
                                there.run(remote("show", "processes")),
                                there.run(remote("show", "modules")),
                                Yagura.HERE.run("show", Guests.vm(one), "processes", "--json")));

        Truth.assertProcesses(observation.seen().remote(), observation.processes());
        Truth.assertModules(observation.seen().modules(), observation.modules());
        assertThat(observation.seen().remote().lines())
                .isEqualTo(observation.seen().local().lines());

        Attacker attacker = Attacker.of(one);
        HiddenTask hidden = attacker.hideTask(Guests.victim(one).pid());
        RedirectedSystemCall call = attacker.redirectSystemCall(107, "__x64_sys_getpid");
        Yagura.Result scan = there.run(remote("scan"));
        attacker.undoAll();
        Findings.of(scan.exits(1)).areExactly(hidden, call);
    }

    @Test
    void aLinkCutInMidScanEndsItAndTheNextScanWorks() throws IOException {
        Traffic traffic = new Traffic(agentA.pid(), "to" + LINK_A);
        long before = traffic.sentBytes();
        Truth.assertClean(enclaveHost.yagura().run(remote("scan")));
        long wholeScan = traffic.sentBytes() - before;
        assertThat(wholeScan).as("bytes that a scan needs").isGreaterThan(100_000);

        try (Yagura.Run scan = enclaveHost.yagura().start(remote("scan"))) {
            traffic.await(traffic.sentBytes() + wholeScan / 3, scan);
            hostA.cut(LINK_A);
            scan.await(SILENCE_LIMIT).refuses(3, "agent");
        } finally {
            hostA.mend(LINK_A);
        }

        Truth.assertClean(enclaveHost.yagura().run(remote("scan")));
        assertThat(agentA.isAlive()).isTrue();
        assertThat(one.isRunning()).as("nobody left the guest paused").isTrue();
    }

    @Test
    void oneEnclaveWatchesThreeVmsBehindTwoAgents() throws IOException {
        Path key = folder.resolve("tenant");
        Path config = folder.resolve("enclave.json");
        Files.writeString(
                config,
                """
                {"listen": "127.0.0.1:0",
                 "agents": [
                   {"name": "host-a", "endpoint": "%s", "policy": %s},
                   {"name": "host-b", "endpoint": "%s", "policy": %s}],
                 "tenants": %s}
                """
                        .formatted(
                                agentA.endpoint(),
                                Policies.pinning(agentA.keyHash()),
                                agentB.endpoint(),
                                Policies.pinning(agentB.keyHash()),
                                Policies.pinning(Agents.makeIdentity(key))));
        Path enclavePolicy = folder.resolve("enclave-policy.json");
        Files.writeString(enclavePolicy, Policies.ourEnclaveOr());

        try (Server enclave =
                Server.start(
                        enclaveHost.yagura(), "enclave", "--json", "--config", config.toString())) {
            List<String> show =
                    List.of(
                            "processes",
                            "--json",
                            "--identity",
                            key.toString(),
                            "--peer-policy",
                            enclavePolicy.toString());
            GuestObservation<GuestObservation<GuestObservation<List<Yagura.Result>>>> seen =
                    one.observe(() -> two.observe(() -> three.observe(() -> ask(enclave, show))));

            var seenOfTwo = seen.seen();
            var seenOfThree = seenOfTwo.seen();
            List<Yagura.Result> results = seenOfThree.seen();
            Truth.assertProcesses(results.get(0), seen.processes());
            Truth.assertProcesses(results.get(1), seenOfTwo.processes());
            Truth.assertProcesses(results.get(2), seenOfThree.processes());
        }
    }

    /** Asks for all three VMs at once. */
    private static List<Yagura.Result> ask(Server enclave, List<String> show) throws IOException {
        List<Yagura.Run> runs = new ArrayList<>();
        try {
            for (Guest guest : List.of(one, two, three)) {
                List<String> command = new ArrayList<>(List.of("show"));
                command.add("enclave:%s,vm=%s".formatted(enclave.endpoint(), guest.spec().name()));
                command.addAll(show);
                runs.add(enclaveHost.yagura().start(command.toArray(String[]::new)));
            }
            List<Yagura.Result> results = new ArrayList<>();
            for (Yagura.Run run : runs) {
                results.add(run.await());
            }
            return results;
        } finally {
            for (Yagura.Run run : runs) {
                run.close();
            }
        }
    }
}
