package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.KernelFunction;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges jump labels by their keys. */
final class LabelAudit implements SiteAudit.Judge<JumpLabel> {
    private final Targets targets;
    private final SiteJudge judge;

    LabelAudit(Targets targets) {
        this.targets = targets;
        this.judge = new SiteJudge(targets);
    }

    @Override
    public void judge(JumpLabel label, byte[] found, Partial.Collector<WrongCode> wrong)
            throws IOException {
        if (judge.allows(label, found, found, wrong)) {
            return;
        }
        KernelFunction code = SiteJudge.code(label, found);
        Optional<Boolean> taken = label.isTaken(targets);
        wrong.add(
                new WrongCode(
                        label.kind(),
                        label.gva(),
                        HexFormat.ofDelimiter(" ").formatHex(found),
                        targets.way(code, 0),
                        taken.map(jump -> jump ? "a jump" : "a NOP").orElse("a NOP or a jump"),
                        taken.orElse(true)
                                ? OptionalLong.of(label.targetGva())
                                : OptionalLong.empty(),
                        OptionalLong.of(label.keyGva())));
    }
}
