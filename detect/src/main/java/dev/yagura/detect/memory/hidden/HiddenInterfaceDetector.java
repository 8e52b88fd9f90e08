package dev.yagura.detect.memory.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.NetInterface;
import java.io.IOException;
import java.util.List;

/** Finds network interfaces that one table has and another does not. */
final class HiddenInterfaceDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.interface.hidden",
                    "network interface missing from its namespace list",
                    Severity.CRITICAL,
                    List.of("T1014", "T1564"),
                    "Compares the list of a network namespace's interfaces, which ip"
                            + " link shows, with the table by which the kernel finds an interface"
                            + " by its number. Not seen: an interface that was taken out of both."
                            + " Looking alike: an interface that is just being removed; in a"
                            + " running guest that does not last.",
                    "Note the interface's addresses and its driver. Take the guest as"
                            + " compromised: capture its memory before anything else, then"
                            + " isolate it.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Listing<NetInterface> interfaces = new Interfaces(context.linux()).list();
        interfaces.gaps().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        context.lookedAt("interfaces", interfaces.items().size());
        for (NetInterface found : interfaces.items()) {
            if (!found.listed()) {
                String name =
                        "interface %s of network namespace %d"
                                .formatted(found.name(), found.namespace().inode());
                context.report(
                        Confidence.HIGH,
                        name,
                        name + " is missing from the list of interfaces",
                        List.of(
                                new Evidence.CrossView(
                                        name,
                                        found.gva(),
                                        List.of("table of interface numbers"),
                                        List.of("list of interfaces"))));
            }
        }
    }
}
