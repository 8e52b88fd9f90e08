package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares what the program shows of the network with what the guest's {@code /proc/net} says.
 *
 * @param guest the guest, running
 * @param namespace number of the network namespace whose {@code /proc/net} that is
 */
record NetworkTruth(Guest guest, long namespace) {
    /** The states of include/net/tcp_states.h as {@code /proc/net} numbers them. */
    private static final Map<String, String> STATES =
            Map.of("01", "ESTABLISHED", "06", "TIME_WAIT", "07", "CLOSE", "0A", "LISTEN");

    /** Opens sockets of several kinds, which stay open. */
    static NetworkTruth start(Guest guest) throws IOException {
        guest.run(
                "{ syslogd -n -R 127.0.0.1:514 & ping -i 9999 127.0.0.1 &"
                        + " sleep 9999 | nc 127.0.0.1 8080 & } </dev/null >/dev/null 2>&1;"
                        + " sleep 2; logger x; sleep 1");
        String link = guest.run("readlink /proc/self/ns/net").strip();
        return new NetworkTruth(guest, Long.parseLong(link.replaceAll("\\D", "")));
    }

    private List<Row> show(String view) throws IOException {
        return Yagura.look("show", Guests.vm(guest), view, "--json").exits(0).rows().stream()
                .filter(row -> row.size("netns") == namespace)
                .toList();
    }

    /** Returns the lines of a file of {@code /proc/net} as words, its header left out. */
    private Stream<String[]> proc(String file) throws IOException {
        String text = guest.run("cat /proc/net/" + file + " 2>/dev/null");
        return text.lines().skip(1).map(line -> line.strip().split("\\s+"));
    }

    void assertSockets() throws IOException {
        List<Row> sockets = show("sockets").stream().filter(row -> row.flag("listed")).toList();
        for (String protocol : List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6")) {
            List<String> expected = new ArrayList<>();
            proc(protocol)
                    .forEach(word ->
                            expected.add(
                                    "%d %d %s %s"
                                            .formatted(
                                                    port(word[1]),
                                                    port(word[2]),
                                                    STATES.get(word[3]),
                                                    word[9])));
            assertThat(
                            of(sockets, protocol)
                                    .map(row ->
                                            "%d %d %s %d"
                                                    .formatted(
                                                            row.number("localPort"),
                                                            row.number("remotePort"),
                                                            row.text("state"),
                                                            row.size("inode"))))
                    .as(protocol)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertInodes(sockets, "unix", 6);
        assertInodes(sockets, "packet", 8);
        assertInodes(sockets, "netlink", 9);
        assertThat(of(sockets, "udp").map(row -> row.text("comm"))).contains("syslogd");
        assertThat(of(sockets, "raw").map(row -> row.text("comm"))).contains("ping");
    }

    private void assertInodes(List<Row> sockets, String protocol, int column) throws IOException {
        assertThat(of(sockets, protocol).map(row -> Long.toString(row.size("inode"))))
                .as(protocol)
                .containsExactlyInAnyOrderElementsOf(
                        proc(protocol).map(word -> word[column]).toList());
    }

    private static Stream<Row> of(List<Row> sockets, String protocol) {
        return sockets.stream().filter(row -> row.text("protocol").equals(protocol));
    }

    private static int port(String hexEnd) {
        return Integer.parseInt(hexEnd.substring(hexEnd.indexOf(':') + 1), 16);
    }

    void assertInterfaces() throws IOException {
        assertThat(
                        show("interfaces").stream()
                                .map(row ->
                                        "%s %d %s %d"
                                                .formatted(
                                                        row.text("name"),
                                                        row.number("index"),
                                                        row.text("mac"),
                                                        row.number("mtu"))))
                .containsExactlyInAnyOrderElementsOf(
                        guest.run(
                                        "cd /sys/class/net; for d in *; do [ -d $d ] && echo $d $(cat"
                                                + " $d/ifindex $d/address $d/mtu); done")
                                .lines()
                                .map(String::strip)
                                .toList());
    }
}
