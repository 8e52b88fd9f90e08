package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.NetfilterHook;
import dev.yagura.kernel.linux.net.NetfilterHooks;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What netfilter calls for packets. */
final class NetfilterTargets {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.netfilter.foreign",
                    "netfilter hook calls code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1205", "T1014"),
                    "Every netfilter hook, of all network namespaces, families and"
                            + " devices, must call the kernel's own code or a module that does"
                            + " not taint the kernel, as connection tracking, nftables and"
                            + " iptables do; and what is called must be what was registered. Not"
                            + " seen: rules that drop or divert by the means of nftables itself."
                            + " Looking alike: firewalls that bring a module of their own; its"
                            + " taint in the evidence tells such, and confidence is medium.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private NetfilterTargets() {}

    static Detector detector() {
        return new PointerDetector(INFO, "netfilter hooks", true, NetfilterTargets::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Listing<NetfilterHook> hooks = new NetfilterHooks(linux).list();
        Partial.Collector<Slot> slots = Partial.collector();
        hooks.gaps().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (NetfilterHook hook : hooks.items()) {
            String device = hook.device() == null ? "" : " of " + hook.device();
            Slot slot =
                    Slot.of(
                            "%s hook at %s%s, priority %s"
                                    .formatted(
                                            hook.family(),
                                            hook.hook(),
                                            device,
                                            hook.priority().isPresent()
                                                    ? "" + hook.priority().getAsInt()
                                                    : "unknown"),
                            hook.gva(),
                            hook.function(),
                            Set.of(Slot.User.OWN_MODULES),
                            "a hook of the kernel's own");
            boolean other =
                    hook.registeredFunction() != 0 && hook.registeredFunction() != hook.function();
            slots.add(other ? slot.within(new GvaRange(hook.registeredFunction(), 1)) : slot);
        }
        return slots.done();
    }
}
