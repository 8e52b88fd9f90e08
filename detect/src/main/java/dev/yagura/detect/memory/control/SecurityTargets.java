package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.SecurityHook;
import dev.yagura.kernel.linux.control.SecurityHooks;
import java.io.IOException;
import java.util.List;

/** What the kernel asks before it allows something. */
final class SecurityTargets {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.lsm.foreign",
                    "security hook calls code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1562", "T1014"),
                    "Every hook of the security modules, and since 6.12 every static"
                            + " call made of one, must lead to the kernel image: security modules"
                            + " cannot be loaded. BPF programs at such hooks are called by"
                            + " functions of the image. Not seen: a hook that was taken out, and"
                            + " changed code of a hook. Nothing benign looks alike.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private SecurityTargets() {}

    static Detector detector() {
        return new PointerDetector(INFO, "security hooks", true, SecurityTargets::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Partial<SecurityHook> hooks = new SecurityHooks(linux).list();
        Partial.Collector<Slot> slots = Partial.collector();
        hooks.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (SecurityHook hook : hooks.items()) {
            String name = "security hook %s of %s".formatted(hook.hook(), hook.module());
            for (long target : List.of(hook.function(), hook.called())) {
                slots.add(
                        Slot.of(
                                name,
                                hook.gva(),
                                target,
                                Slot.NOBODY_ELSE,
                                "a function of the kernel image"));
            }
        }
        return slots.done();
    }
}
