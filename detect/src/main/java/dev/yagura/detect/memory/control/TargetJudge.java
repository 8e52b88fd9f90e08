package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.memory.control.Slot.User;
import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.CodeRegion;
import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import dev.yagura.kernel.linux.code.KnownCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells whether code at the end of a pointer is that of someone who may be there. */
final class TargetJudge {
    private final KnownCode code;
    private final Owners owners;
    private final Map<String, String> taints = new HashMap<>();

    private TargetJudge(KnownCode code, Owners owners) {
        this.code = code;
        this.owners = owners;
    }

    static TargetJudge of(Linux linux) throws IOException {
        TargetJudge judge = new TargetJudge(KnownCode.of(linux), linux.owners());
        for (KernelModule module : linux.modules().list()) {
            judge.taints.put(module.name(), module.taints());
        }
        return judge;
    }

    /** Returns what could not be read of where code lies. */
    List<Partial.Missing> missing() {
        return code.missing();
    }

    /** Returns how sure it is that a pointer leads astray; empty where it does not. */
    Optional<Confidence> doubt(Slot slot) {
        Optional<CodeRegion> region = code.at(slot.target());
        if (region.isEmpty()) {
            return Optional.of(Confidence.HIGH);
        }
        String name = region.get().name();
        return switch (region.get().kind()) {
            case KERNEL ->
                    slot.within() == null || slot.within().contains(slot.target())
                            ? Optional.empty()
                            : Optional.of(Confidence.HIGH);
            case MODULE -> module(slot, name);
            case BPF -> allowed(slot, User.BPF);
            case TRAMPOLINE -> allowed(slot, User.TRAMPOLINES);
            case PROBE, REAL_MODE, RESERVE, HYPERCALL -> Optional.of(Confidence.HIGH);
        };
    }

    private static Optional<Confidence> allowed(Slot slot, User user) {
        return slot.users().contains(user) ? Optional.empty() : Optional.of(Confidence.HIGH);
    }

    private Optional<Confidence> module(Slot slot, String name) {
        if (name.equals(slot.owner()) || slot.users().contains(User.MODULES)) {
            return Optional.empty();
        }
        if (!slot.users().contains(User.OWN_MODULES)) {
            return Optional.of(Confidence.HIGH);
        }
        return taints.getOrDefault(name, "?").isEmpty()
                ? Optional.empty()
                : Optional.of(Confidence.MEDIUM);
    }

    /** Returns whether an address lies in the kernel image's text. */
    boolean isKernelText(long gva) {
        return code.at(gva).filter(region -> region.kind() == Kind.KERNEL).isPresent();
    }

    /** Returns the name of the module whose memory holds an address; empty for none. */
    String moduleOf(long gva) throws IOException {
        String owner = owners.locate(gva).owner();
        return owner.equals(CodeLocation.KERNEL) || owner.equals(CodeLocation.UNKNOWN) ? "" : owner;
    }

    /** Returns whether an address lies in the kernel image. */
    boolean isImage(long gva) throws IOException {
        return owners.locate(gva).owner().equals(CodeLocation.KERNEL);
    }

    /** Says what lies at an address. */
    String describe(long gva) throws IOException {
        CodeLocation location = owners.locate(gva);
        if (location.owner().equals(CodeLocation.KERNEL)) {
            return location.symbol();
        }
        if (!location.owner().equals(CodeLocation.UNKNOWN)) {
            String taint = taints.getOrDefault(location.owner(), "");
            String text = code.at(gva).isPresent() ? "" : ", not in its text";
            return location.describe() + (taint.isEmpty() ? "" : ", taints " + taint) + text;
        }
        return code.at(gva)
                .map(region -> region.kind().label() + " " + region.name())
                .orElse("no known code");
    }
}
