package dev.yagura.detect.crossview;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.flow.Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Words for what packets and socket tables say against each other. */
final class SocketFindings {
    static final DetectorInfo HIDDEN =
            new DetectorInfo(
                    "network.socket.hidden",
                    "traffic of the VM for which its kernel lists no socket",
                    Severity.CRITICAL,
                    List.of("T1014", "T1205"),
                    "Compares connections of TCP, conversations of UDP, echo requests that the VM"
                            + " sends, and ports of TCP and UDP at which it answers with the"
                            + " kernel's tables of sockets, as `show sockets` reads them. Reported"
                            + " is what the VM spoke through before a look and after it, and no"
                            + " look at the whole tables shows: two looks for a conversation, three"
                            + " for a port. So found are sockets out of the tables that packets"
                            + " still reach, and what answers or sends without any socket: code in"
                            + " the kernel, BPF at an interface, processes with packet sockets."
                            + " Not seen: what ends before two looks; addresses that no interface"
                            + " of the VM has, which are counted; SCTP; packets in tunnels;"
                            + " conversations of one way; DHCP. Looking alike: programs that speak"
                            + " TCP by packet sockets, such as scanners; translated addresses"
                            + " (nf_nat, ip_vs), with which confidence is low.",
                    "Find who holds the socket, or what the evidence names as another way out."
                            + " If that is nobody, take the guest as compromised and capture its"
                            + " memory.");

    static final DetectorInfo SILENT =
            new DetectorInfo(
                    "network.port.silent",
                    "a listener that does not answer who asks for its port",
                    Severity.INFO,
                    List.of("T1205"),
                    "Compares attempts to connect to the VM that nothing answered with the"
                            + " kernel's listeners: three attempts at a port in vain, none that was"
                            + " answered, and a listener that the kernel lists. So look back doors"
                            + " that wait for a knock. Looking alike, and much more often: a"
                            + " firewall in the VM.",
                    "Compare with the VM's firewall; look at the process that listens.");

    private final Consumer<Finding> taker;

    SocketFindings(Consumer<Finding> taker) {
        this.taker = taker;
    }

    /**
     * Reports that there is no socket.
     *
     * @param protocol such as {@code "tcp"}
     * @param own the VM's end
     * @param other the other one
     * @param server whether the VM's is the end that was asked
     * @param absence how often it was missing
     * @param look the last look
     */
    void hidden(
            String protocol,
            Endpoint own,
            Endpoint other,
            boolean server,
            Absence absence,
            SocketLook look,
            OwnNetwork network,
            Optional<FlowOwner> holder,
            Instant time) {
        String subject =
                server
                        ? "%s port %d".formatted(protocol, own.port())
                        : "%s to %s".formatted(protocol, other);
        String who = holder.map(owner -> ", held by " + owner.text()).orElse("");
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(
                new Evidence.Traffic(
                        "%s and %s, %s".formatted(own, other, protocol),
                        "socket of the VM's end",
                        "none in the tables at %d looks%s".formatted(absence.proven(), who),
                        "one that the kernel lists, as the VM spoke before and after each look",
                        absence.since(),
                        time));
        ways(look, network).ifPresent(evidence::add);
        report(
                HIDDEN,
                confidence(protocol, look, network, holder),
                subject,
                server
                        ? "the VM answers at %s port %d, where its kernel lists no socket%s"
                                .formatted(protocol, own.port(), who)
                        : "the VM speaks %s to %s, and its kernel lists no socket for it%s"
                                .formatted(protocol, other, who),
                time,
                evidence);
    }

    void silent(Endpoint own, GuestSocket listener, int attempts, Instant first, Instant time) {
        report(
                SILENT,
                Confidence.LOW,
                "tcp port %d".formatted(own.port()),
                "%s listens at tcp port %d and does not answer"
                        .formatted(listener.owner(), own.port()),
                time,
                List.of(
                        new Evidence.Traffic(
                                "others and " + own,
                                "answers to attempts to connect",
                                "none to %d".formatted(attempts),
                                "some, as the kernel lists a listener",
                                first,
                                time)));
    }

    private static Confidence confidence(
            String protocol, SocketLook look, OwnNetwork network, Optional<FlowOwner> holder) {
        if (holder.isPresent()) {
            return Confidence.HIGH; // it is in memory, and in no table
        }
        if (network.translates()) {
            return Confidence.LOW;
        }
        return protocol.equals("tcp") && look.senders().isEmpty() && network.programs().isEmpty()
                ? Confidence.HIGH
                : Confidence.MEDIUM;
    }

    /** Names what else may send packets. */
    private static Optional<Evidence> ways(SocketLook look, OwnNetwork network) {
        List<String> ways = new ArrayList<>(network.programs());
        look.senders().stream()
                .map(socket ->
                        "%s socket of %s"
                                .formatted(
                                        socket.kind() == GuestSocket.Kind.RAW ? "raw" : "packet",
                                        socket.owner()))
                .distinct()
                .limit(8)
                .forEach(ways::add);
        if (network.translates()) {
            ways.add("translated addresses");
        }
        return ways.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Evidence.Traffic(
                                "the VM and its network",
                                "other ways in which packets may be sent",
                                String.join(", ", ways),
                                "none of them is known to have sent these",
                                look.begun(),
                                look.ended()));
    }

    private void report(
            DetectorInfo info,
            Confidence confidence,
            String subject,
            String title,
            Instant time,
            List<Evidence> evidence) {
        taker.accept(
                new Finding(
                        info.id(),
                        info.severity(),
                        confidence,
                        subject,
                        title,
                        info.techniques(),
                        info.nextStep(),
                        time,
                        evidence));
    }
}
