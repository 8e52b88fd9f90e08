package dev.yagura.network.match;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.bounds.HeldMemory;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.match.RuleAlert.Subject;
import dev.yagura.network.match.buffer.Transaction;
import dev.yagura.network.match.search.PatternSet;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.rules.BufferCondition.Where;
import dev.yagura.network.rules.NetworkRule;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Holds rules against packets, streams and what is said in them.
 *
 * <p>To be told what is in flows by an {@link dev.yagura.network.app.AppLayer}, and nothing else
 * before it. Rules are held
 *
 * <ul>
 *   <li>against the first packet of each direction of a flow, if they have no conditions;
 *   <li>against each packet, if they need it, or where there are no streams;
 *   <li>against a TCP stream when its receiver answers, its sender has done, {@value
 *       StreamWindow#CHUNK_BYTES} bytes came, or a message in it is complete. A rule is held
 *       against the first 8 KiB, later against 4 KiB and more, never again against what it matched
 *       in;
 *   <li>against each message of a protocol once: when all parts that the rule looks at are there.
 * </ul>
 *
 * <p>Not safe for use by several threads.
 */
public final class RuleEngine implements AppListener {
    /** Memory of all streams and bodies that rules are held against. */
    private static final long MAX_HELD_BYTES = 128L << 20;

    private static final byte[] NOTHING = {};

    private final List<CompiledRule> rules;
    private final RuleIndexes indexes;
    private final Judge judge;
    private final Candidates candidates;
    private final Map<Flow, InspectedFlow> flows = new HashMap<>();
    private final HeldMemory<InspectedFlow> held = new HeldMemory<>(MAX_HELD_BYTES);

    /**
     * Makes an engine.
     *
     * @param alerts is told what rules find, in the order of the packets
     */
    public RuleEngine(List<NetworkRule> rules, Consumer<RuleAlert> alerts) {
        this.rules = new RuleCompiler().compile(rules);
        this.indexes = new RuleIndexes(this.rules);
        this.judge = new Judge(alerts);
        this.candidates = new Candidates(rules.size());
    }

    /** Returns what was done so far, and what was left out. */
    public RuleCounts counts() {
        return judge.counts(rules.size(), held.givenUp());
    }

    @Override
    public void recognised(Flow flow, AppProtocol protocol) {
        RuleProtocols.of(protocol).ifPresent(of(flow)::speaks);
    }

    @Override
    public void data(Flow flow, FlowDirection direction, MemorySegment bytes) {
        InspectedFlow inspected = of(flow);
        if (inspected.isPassed()) {
            return;
        }
        StreamWindow window = inspected.window(direction);
        for (long at = 0; at < bytes.byteSize(); at += StreamWindow.CHUNK_BYTES) {
            long length = Math.min(StreamWindow.CHUNK_BYTES, bytes.byteSize() - at);
            window.add(bytes.asSlice(at, length));
            if (window.isDue()) {
                inspectStream(situation(inspected, direction, Optional.empty()));
            }
        }
        held.update(inspected);
    }

    @Override
    public void gap(Flow flow, FlowDirection direction, long bytes) {
        InspectedFlow inspected = of(flow);
        inspectStream(situation(inspected, direction, Optional.empty()));
        inspected.window(direction).restart(bytes);
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        InspectedFlow inspected = of(flow);
        if (!inspected.isPassed()) {
            inspected.reader(direction).said(record);
        }
    }

    @Override
    public void body(Flow flow, FlowDirection direction, MemorySegment bytes) {
        InspectedFlow inspected = of(flow);
        if (!inspected.isPassed()) {
            inspected.reader(direction).body(bytes);
            held.update(inspected);
        }
    }

    @Override
    public void finished(Flow flow, FlowDirection direction) {
        inspectStream(situation(of(flow), direction, Optional.empty()));
    }

    @Override
    public void packet(Flow flow, FlowDirection direction, Packet packet) {
        InspectedFlow inspected = of(flow);
        judge.nextPacket();
        if (inspected.isPassed()) {
            return;
        }
        Situation here = situation(inspected, direction, Optional.of(packet));
        inspectStream(situation(inspected, direction.opposite(), Optional.empty()));
        if (inspected.isFirst(direction)) {
            inspectFlow(here);
        }
        inspectPacket(here, packet);
        inspectTransactions(here);
        inspectTransactions(situation(inspected, direction.opposite(), Optional.empty()));
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        InspectedFlow inspected = of(flow);
        judge.nextPacket();
        for (FlowDirection direction : FlowDirection.values()) {
            Situation last = situation(inspected, direction, Optional.empty());
            inspectStream(last);
            inspectTransactions(last);
        }
        held.forget(inspected);
        flows.remove(flow);
    }

    private InspectedFlow of(Flow flow) {
        return flows.computeIfAbsent(flow, InspectedFlow::new);
    }

    private static Situation situation(
            InspectedFlow inspected, FlowDirection direction, Optional<Packet> packet) {
        return new Situation(inspected, direction, packet, inspected.flow().lastSeen());
    }

    private void inspectFlow(Situation here) {
        int protocol = here.inspected().flow().key().protocol();
        candidates.clear();
        indexes.of(Subject.FLOW, protocol, here.direction()).always(candidates);
        tryPayload(here, Subject.FLOW, NOTHING);
    }

    private void inspectPacket(Situation here, Packet packet) {
        int protocol = here.inspected().flow().key().protocol();
        RuleIndex index = indexes.of(Subject.PACKET, protocol, here.direction());
        if (index.isEmpty()) {
            return;
        }
        byte[] payload = packet.payload().toArray(JAVA_BYTE);
        candidates.clear();
        index.always(candidates);
        index.scan(Payloads.PAYLOAD, PatternSet.START, payload, 0, payload.length, candidates);
        tryPayload(here, Subject.PACKET, payload);
    }

    private void tryPayload(Situation here, Subject subject, byte[] payload) {
        for (int rule : candidates.inOrder()) {
            if (here.inspected().isPassed()) {
                return;
            }
            CompiledRule compiled = rules.get(rule);
            if (judge.holds(compiled, here, payload, Optional.empty())) {
                if (subject == Subject.PACKET && compiled.subjects().contains(Subject.STREAM)) {
                    here.inspected().window(here.direction()).use(rule); // the same bytes
                }
                judge.matched(compiled, here, subject, 0);
            }
        }
    }

    private void inspectStream(Situation here) {
        if (here.inspected().isPassed()) {
            return;
        }
        StreamWindow window = here.inspected().window(here.direction());
        if (!window.hasNews()) {
            return;
        }
        candidates.clear();
        window.scan(indexes.ofStreams(here.direction()), candidates);
        for (int rule : candidates.inOrder()) {
            if (here.inspected().isPassed()) {
                return;
            }
            CompiledRule compiled = rules.get(rule);
            byte[] view = window.view(rule, compiled.fromStart());
            if (view.length > 0 && judge.holds(compiled, here, view, Optional.empty())) {
                window.use(rule);
                judge.matched(compiled, here, Subject.STREAM, 0);
            }
        }
    }

    private void inspectTransactions(Situation here) {
        InspectedFlow inspected = here.inspected();
        if (inspected.isPassed()) {
            return;
        }
        List<TransactionReader.Ready> ready = inspected.reader(here.direction()).take();
        if (!ready.isEmpty()) {
            inspectStream(here);
        }
        for (TransactionReader.Ready each : ready) {
            if (!inspected.isPassed()) {
                inspect(here, each);
            }
        }
    }

    private void inspect(Situation here, TransactionReader.Ready ready) {
        RuleIndex index = indexes.of(ready.stage(), here.direction());
        Transaction transaction = ready.transaction();
        candidates.clear();
        index.always(candidates);
        for (Where where : index.buffers()) {
            for (byte[] bytes : transaction.get(where)) {
                index.scan(where, PatternSet.START, bytes, 0, bytes.length, candidates);
            }
        }
        for (int rule : candidates.inOrder()) {
            CompiledRule compiled = rules.get(rule);
            byte[] payload = compiled.payload().isEmpty() ? NOTHING : payload(here);
            if (judge.holds(compiled, here, payload, Optional.of(transaction))) {
                judge.matched(compiled, here, Subject.TRANSACTION, transaction.number());
                if (here.inspected().isPassed()) {
                    return;
                }
            }
        }
    }

    /** Returns what rules that look at a message see of its payload. */
    private static byte[] payload(Situation here) {
        byte[] stream = here.inspected().window(here.direction()).view();
        return stream.length > 0
                ? stream
                : here.packet().map(packet -> packet.payload().toArray(JAVA_BYTE)).orElse(NOTHING);
    }
}
