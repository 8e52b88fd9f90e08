package dev.yagura.network.match;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.match.RuleAlert.Subject;
import dev.yagura.network.match.buffer.Transaction;
import dev.yagura.network.match.content.BufferProgram;
import dev.yagura.network.match.content.Effort;
import dev.yagura.network.match.content.Numbers;
import dev.yagura.network.match.state.HostBits;
import dev.yagura.network.match.state.Thresholds;
import dev.yagura.network.rules.Effect;
import dev.yagura.network.rules.NetworkRule;
import dev.yagura.network.rules.RuleHeader;
import java.util.Optional;
import java.util.function.Consumer;

/** Holds single rules against what they are about, and sees to what follows. */
final class Judge {
    private final Consumer<RuleAlert> alerts;
    private final HostBits hostBits = new HostBits();
    private final Thresholds thresholds = new Thresholds();
    private final PacketConditions packetConditions = new PacketConditions(hostBits);
    private boolean quiet;
    private long tried;
    private long matched;
    private long reported;
    private long suppressed;
    private long unfinished;

    Judge(Consumer<RuleAlert> alerts) {
        this.alerts = requireNonNull(alerts, "alerts");
    }

    /** Starts with another packet: what let the last one pass counts no more. */
    void nextPacket() {
        quiet = false;
    }

    /**
     * Holds a rule against something.
     *
     * @param payload what its conditions on payloads look at
     * @param transaction what its conditions on parts look at
     */
    boolean holds(
            CompiledRule rule,
            Situation situation,
            byte[] payload,
            Optional<Transaction> transaction) {
        NetworkRule source = rule.rule();
        if (source.application().isPresent()
                && !source.application().equals(situation.inspected().application())) {
            return false;
        }
        if (!rule.header().matches(situation.source(), situation.destination())) {
            return false;
        }
        tried++;
        if (!packetConditions.hold(rule.conditions(), situation)) {
            return false;
        }
        var numbers = new Numbers();
        var effort = new Effort();
        boolean found =
                (rule.payload().isEmpty() || rule.payload().get().matches(payload, numbers, effort))
                        && hold(rule.parts(), transaction, numbers, effort);
        if (effort.isSpent() && !found) {
            unfinished++;
        }
        return found;
    }

    private static boolean hold(
            Iterable<BufferProgram> parts,
            Optional<Transaction> transaction,
            Numbers numbers,
            Effort effort) {
        for (BufferProgram part : parts) {
            boolean found = false;
            for (byte[] bytes : transaction.orElseThrow().get(part.where())) {
                found = found || part.matches(bytes, numbers, effort);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    /** Does what a rule that holds is there for. */
    void matched(CompiledRule compiled, Situation situation, Subject subject, long transaction) {
        NetworkRule rule = compiled.rule();
        matched++;
        for (Effect effect : rule.effects()) {
            switch (effect) {
                case Effect.FlowBit bit -> situation.inspected().bits().change(bit);
                case Effect.HostBit bit ->
                        hostBits.change(bit, situation.subject(), situation.now());
            }
        }
        if (rule.header().action() == RuleHeader.Action.PASS) {
            quiet = true;
            if (subject != Subject.PACKET) {
                situation.inspected().pass();
            }
        } else if (rule.reported()) {
            report(rule, situation, subject, transaction);
        }
    }

    private void report(NetworkRule rule, Situation situation, Subject subject, long transaction) {
        if (quiet || !thresholds.admits(rule, situation.subject(), situation.now())) {
            suppressed++;
            return;
        }
        reported++;
        alerts.accept(
                new RuleAlert(
                        rule,
                        situation.inspected().flow(),
                        situation.direction(),
                        situation.now(),
                        subject,
                        transaction));
    }

    RuleCounts counts(int rules, long streamsCut) {
        return new RuleCounts(
                rules,
                tried,
                matched,
                reported,
                suppressed,
                unfinished,
                streamsCut,
                hostBits.forgotten() + thresholds.forgotten());
    }
}
