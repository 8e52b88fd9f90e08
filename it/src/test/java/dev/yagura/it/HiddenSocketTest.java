package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Acceptance: a server whose socket an attacker took out of the table by which the kernel lists it,
 * and which answers all the same, is found by what it answers; servers beside it are not.
 *
 * <p>It is one of UDP. TCP of this kernel finds the socket of a packet in the table that it lists
 * them by: what is taken out of it is reset by the next packet, and answers nobody.
 */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(SharedGuest.EARLY)
class HiddenSocketTest {
    private static final String ADDRESS = "10.0.2.15";
    private static final int HIDDEN = 5555;
    private static final int SHOWN = 5557;
    private static final String LISTED = "cat /proc/net/udp";
    private static final String DOWN = "ip addr flush dev eth0; ip link set eth0 down";
    private static final String UP = "ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0; ";

    private static final String SERVE = "nc -l -p 5557 -e cat </dev/null >/dev/null 2>&1 & echo $!";

    private static final String RULE =
            "alert tcp any any -> any 5557 (msg:\"normal\"; flow:to_server; content:\"x\"; sid:1;)";
    private static final Duration BETWEEN = Duration.ofMillis(100);

    @TempDir private Path folder;

    @Test
    void hiddenServerThatAnswersIsFoundAndAnotherIsNot() throws IOException {
        Guest guest = SharedGuest.get();
        Path rules = Files.writeString(folder.resolve("a.rules"), RULE + "\n");
        String hidden = guest.run(UP + UdpEcho.start(HIDDEN)).strip();
        String shown = guest.run(SERVE).strip();
        Attacker attacker = Attacker.of(guest);
        // Not `finally`: what fails when a guest is cleaned up would take the place of the reason.
        try (Cleanup _ = () -> undo(attacker, guest, hidden, shown);
                Way toHidden = Way.udp(guest, HIDDEN);
                Way toShown = Way.tcp(guest, SHOWN)) {
            assertThat(guest.run(LISTED)).as("before").contains(":%04X ".formatted(HIDDEN));
            attacker.hideSocket(Integer.parseInt(hidden), 0);
            assertThat(guest.run(LISTED))
                    .as("what the guest itself lists")
                    .doesNotContain(":%04X ".formatted(HIDDEN));

            Yagura.Result result =
                    capture(guest, rules, "\"pid\":" + shown, List.of(toHidden, toShown));

            List<Row> findings =
                    result.rows().stream()
                            .filter(row -> row.text("kind").equals("finding"))
                            .toList();
            assertThat(findings)
                    .filteredOn(row -> row.text("rule").equals("network.socket.hidden"))
                    .as(result.toString())
                    .extracting(row -> row.text("subject"))
                    .containsExactly("udp port " + HIDDEN);
            assertThat(evidence(findings, "network.socket.hidden"))
                    .allMatch(text -> text.contains("held by process " + hidden));
            // Those of its first packets may have come before the first look was over.
            assertThat(evidence(findings, "1:1:0").getLast())
                    .contains("\"pid\":" + shown, "/bin/busybox", "\"uid\":0");
        }
    }

    /** What is done in the end, whatever failed before. */
    @FunctionalInterface
    private interface Cleanup extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private static void undo(Attacker attacker, Guest guest, String hidden, String shown)
            throws IOException {
        attacker.undoAll();
        guest.run("kill %s %s; %s".formatted(hidden, shown, DOWN));
    }

    /** Captures until the hidden server is found, and a finding of the rule says whose it is. */
    private static Yagura.Result capture(Guest guest, Path rules, String owner, List<Way> servers)
            throws IOException {
        try (Yagura.Run capture =
                Yagura.HERE.start(
                        "capture",
                        Guests.vm(guest),
                        "--detect",
                        "--rules",
                        rules.toString(),
                        "--json")) {
            long end = System.nanoTime() + Yagura.LIMIT.toNanos();
            while (capture.process().isAlive()
                    && System.nanoTime() < end
                    && !(capture.hasPrinted("network.socket.hidden")
                            && capture.hasPrinted(owner))) {
                for (Way server : servers) {
                    server.ask();
                }
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
            Signals.send("TERM", capture.process().pid());
            return capture.await();
        }
    }

    private static List<String> evidence(List<Row> findings, String rule) {
        return findings.stream()
                .filter(row -> row.text("rule").equals(rule))
                .map(row -> row.field("evidence").toString())
                .toList();
    }

    /**
     * A way to a server in the guest, through QEMU. What the guest answers by UDP goes no further
     * than to the network's end, where the tap sees it: the guest is shut in.
     */
    private interface Way extends AutoCloseable {
        int CONNECT_MILLIS = 10_000;

        /** Asks the server something. */
        void ask() throws IOException;

        @Override
        void close() throws IOException;

        static Way udp(Guest guest, int port) throws IOException {
            int here = forwarded(guest, "udp", port);
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            return new Way() {
                @Override
                public void ask() throws IOException {
                    socket.send(
                            new DatagramPacket(
                                    new byte[] {'x'}, 1, InetAddress.getLoopbackAddress(), here));
                }

                @Override
                public void close() throws IOException {
                    socket.close();
                    remove(guest, "udp", here);
                }
            };
        }

        static Way tcp(Guest guest, int port) throws IOException {
            int here = forwarded(guest, "tcp", port);
            Socket socket = new Socket();
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), here), CONNECT_MILLIS);
            socket.setSoTimeout((int) Yagura.LIMIT.toMillis());
            return new Way() {
                @Override
                public void ask() throws IOException {
                    socket.getOutputStream().write('x');
                    assertThat(socket.getInputStream().read()).isEqualTo('x');
                }

                @Override
                public void close() throws IOException {
                    socket.close();
                    remove(guest, "tcp", here);
                }
            };
        }

        private static int forwarded(Guest guest, String protocol, int port) throws IOException {
            int here;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                here = free.getLocalPort();
            }
            monitor(
                    guest,
                    "hostfwd_add n0 %s:127.0.0.1:%d-%s:%d"
                            .formatted(protocol, here, ADDRESS, port));
            return here;
        }

        private static void remove(Guest guest, String protocol, int here) throws IOException {
            monitor(guest, "hostfwd_remove n0 %s:127.0.0.1:%d".formatted(protocol, here));
        }

        private static void monitor(Guest guest, String command) throws IOException {
            guest.monitor()
                    .execute(
                            "human-monitor-command",
                            "{\"command-line\": \"%s\"}".formatted(command));
        }
    }
}
