package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Set;

/** Judges static calls by their keys, and the keys by where they lead. */
final class StaticCallAudit implements SiteAudit.Judge<StaticCall> {
    private final Targets targets;
    private final SiteJudge judge;

    /** Keys that were told: one of them may have hundreds of places. */
    private final Set<Long> told = new HashSet<>();

    StaticCallAudit(Targets targets) {
        this.targets = targets;
        this.judge = new SiteJudge(targets);
    }

    @Override
    public void judge(StaticCall call, byte[] found, Partial.Collector<WrongCode> wrong)
            throws IOException {
        long target = targets.pointer(call.keyGva());
        boolean astray = target != 0 && !call.isUsable(targets, target);
        if (astray && told.add(call.keyGva())) {
            wrong.add(
                    new WrongCode(
                            "static call key",
                            call.keyGva(),
                            "%016x".formatted(Long.reverseBytes(target)),
                            OptionalLong.of(target),
                            "a function of the kernel or of a module",
                            OptionalLong.empty(),
                            OptionalLong.empty()));
        }
        KernelFunction code = SiteJudge.code(call, found);
        OptionalLong way = targets.way(code, 0);
        boolean asKeySays = astray && way.equals(OptionalLong.of(target));
        if (!asKeySays && !judge.allows(call, found, found, wrong)) {
            wrong.add(
                    new WrongCode(
                            call.kind(),
                            call.gva(),
                            HexFormat.ofDelimiter(" ").formatHex(found),
                            way,
                            target == 0 ? "no call" : "a call",
                            target == 0 ? OptionalLong.empty() : OptionalLong.of(target),
                            OptionalLong.of(call.keyGva())));
        }
    }
}
