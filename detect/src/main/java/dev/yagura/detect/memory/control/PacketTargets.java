package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.PacketHandler;
import dev.yagura.kernel.linux.net.PacketHandlers;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What received packets are given to. */
final class PacketTargets {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.packet-handler.foreign",
                    "packets are given to code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1205", "T1040"),
                    "Every handler of received packets must be the kernel's own code or"
                            + " a module that does not taint the kernel, as protocols and packet"
                            + " sockets are. Not seen: handlers of sockets that a program opened"
                            + " (the view packet-handlers names its socket), XDP and tc programs."
                            + " Looking alike: protocols that a vendor's module brings; its taint"
                            + " in the evidence tells such, and confidence is medium.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private PacketTargets() {}

    static Detector detector() {
        return new PointerDetector(INFO, "packet handlers", true, PacketTargets::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Listing<PacketHandler> handlers = new PacketHandlers(linux).list();
        Partial.Collector<Slot> slots = Partial.collector();
        handlers.gaps().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (PacketHandler handler : handlers.items()) {
            String name =
                    "packet handler for 0x%04x at 0x%x"
                            .formatted(handler.protocol(), handler.gva());
            for (long target : List.of(handler.function(), handler.listFunction())) {
                slots.add(
                        Slot.of(
                                name,
                                handler.gva(),
                                target,
                                Set.of(Slot.User.OWN_MODULES),
                                "a handler of the kernel's own"));
            }
        }
        return slots.done();
    }
}
