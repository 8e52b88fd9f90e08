package dev.yagura.detect.memory.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.linux.net.Sockets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds sockets that a process holds or packets reach, and the kernel does not list. */
final class HiddenSocketDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.socket.hidden",
                    "socket missing from the kernel tables that list sockets",
                    Severity.CRITICAL,
                    List.of("T1014", "T1564"),
                    "Compares the sockets that open files of processes lead to, and those that"
                            + " packets of TCP and UDP find, with the"
                            + " kernel's tables of TCP, UDP, raw, Unix, packet and netlink"
                            + " sockets, which ss and netstat show: a socket may be in the table"
                            + " by which packets are given out and in no other. Sockets that are not bound or"
                            + " closed are in no table and are left out. Not seen: what a rootkit"
                            + " filters on the way to /proc/net (see"
                            + " linux.operations.redirected). Looking alike: a socket that is"
                            + " just being closed; in a running guest that does not last.",
                    "Note the socket's ends and the process that holds it. Take the"
                            + " guest as compromised: capture its memory before anything else,"
                            + " then isolate it.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Listing<Socket> sockets = new Sockets(context.linux()).list();
        sockets.gaps().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        context.lookedAt("sockets", sockets.items().size());
        for (Socket socket : sockets.items()) {
            if (!socket.listed() && socket.listable()) {
                String name = name(socket);
                List<Evidence> evidence = new ArrayList<>();
                evidence.add(
                        new Evidence.CrossView(
                                "%s, from %s to %s%s"
                                        .formatted(
                                                name,
                                                end(socket.local()),
                                                end(socket.remote()),
                                                file(socket)),
                                socket.gva(),
                                List.of(
                                        socket.holders().isEmpty()
                                                ? "table by which packets are given out"
                                                : "files of processes"),
                                List.of("table of " + socket.protocol() + " sockets")));
                context.report(
                        Confidence.HIGH,
                        name,
                        "%s is missing from the table of such".formatted(name),
                        evidence);
            }
        }
    }

    private static String name(Socket socket) {
        String name = "%s socket at 0x%x".formatted(socket.protocol(), socket.gva());
        return socket.holders().stream()
                .findFirst()
                .map(holder -> "%s of process %d (%s)".formatted(name, holder.pid(), holder.comm()))
                .orElse(name);
    }

    private static String file(Socket socket) {
        return socket.holders().stream()
                .findFirst()
                .map(holder -> ", file " + holder.fd())
                .orElse("");
    }

    private static String end(Socket.Endpoint end) {
        String port = end.port().isPresent() ? "" + end.port().getAsLong() : "*";
        return (end.address() == null ? "*" : end.address()) + ":" + port;
    }
}
