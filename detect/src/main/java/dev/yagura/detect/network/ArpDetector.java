package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.packet.ArpMessage;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds addresses that two network cards say they have. */
final class ArpDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.arp.spoofing",
                    "two network cards say that they have one address",
                    Severity.CRITICAL,
                    List.of("T1557.002"),
                    "Keeps which MAC address ARP says an IPv4 address has, in each VLAN. Reported is"
                            + " another one within ten minutes after the last word of the first:"
                            + " with low confidence, and with high where the first speaks again"
                            + " within ten minutes. Looking alike: a service that moves to another"
                            + " host, two hosts with one address by mistake. VRRP's MAC addresses"
                            + " are not looked at. Not seen: IPv6's neighbour discovery, a spoofer"
                            + " who was there before the capture and alone.",
                    "Find the host of the second MAC address; compare with what the gateway's is"
                            + " known to be.");

    private static final Duration SPAN = Duration.ofMinutes(10);
    private static final int MAX_ADDRESSES = 20_000;
    private static final long VRRP = 0x0000_5E00_01L; // RFC 9568, "Virtual Router MAC Address"

    private final NetworkReporter reporter;
    private final BoundedMap<Place, Claim> claims = new BoundedMap<>(MAX_ADDRESSES);

    private record Place(Envelope envelope, IpAddress address) {}

    /**
     * Who says that it has an address.
     *
     * @param other who said so before it, and when last
     */
    private record Claim(MacAddress mac, Instant last, Optional<Claim> other) {
        private boolean isRecent(Instant time) {
            return !last.plus(SPAN).isBefore(time);
        }
    }

    ArpDetector(Consumer<Finding> findings) {
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void arp(ArpMessage message, Envelope envelope, Instant time) {
        MacAddress mac = message.senderMac();
        if (message.senderIp().low() == 0 || mac.bits() >>> 8 == VRRP) {
            return;
        }
        var place = new Place(envelope, message.senderIp());
        Claim known = claims.get(place);
        if (known == null || known.mac().equals(mac)) {
            claims.put(
                    place, new Claim(mac, time, known == null ? Optional.empty() : known.other()));
            return;
        }
        claims.put(
                place,
                new Claim(
                        mac,
                        time,
                        Optional.of(new Claim(known.mac(), known.last(), Optional.empty()))));
        if (!known.isRecent(time)) {
            return;
        }
        boolean back =
                known.other()
                        .filter(other -> other.mac().equals(mac) && other.isRecent(time))
                        .isPresent();
        report(message, known, back, time);
    }

    private void report(ArpMessage message, Claim known, boolean back, Instant time) {
        reporter.report(
                time,
                back ? Confidence.HIGH : Confidence.LOW,
                "%s%s".formatted(message.senderIp(), back ? ", in turn" : ""),
                back
                        ? "%s and %s say in turn that they have %s"
                                .formatted(known.mac(), message.senderMac(), message.senderIp())
                        : "%s says that it has %s, which %s had"
                                .formatted(message.senderMac(), message.senderIp(), known.mac()),
                List.of(
                        new Evidence.Traffic(
                                "arp of " + message.senderIp(),
                                "MAC address",
                                message.senderMac().toString(),
                                known.mac() + ", as before",
                                known.last(),
                                time)));
    }

    @Override
    public long forgotten() {
        return claims.forgotten();
    }
}
