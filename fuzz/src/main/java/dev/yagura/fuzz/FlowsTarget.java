package dev.yagura.fuzz;

import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Puts streams together, and reads what is said in them. The input is {@link MadePackets}. */
public final class FlowsTarget {
    private static final FlowLimits LIMITS = new FlowLimits(4, 8192, 16_384);

    /** No stream has more: its numbers have 16 bits, and a payload may start at the last. */
    private static final long MAX_STREAM_BYTES = 3L << 16;

    private FlowsTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        var checker = new Checker();
        var table = new FlowTable(LIMITS, new AppLayer(checker));
        var second = new AtomicLong();
        MadePackets.of(
                input,
                0,
                packet -> {
                    table.accept(packet, Instant.ofEpochSecond(second.getAndIncrement()));
                    Invariant.check(table.size() <= LIMITS.maxFlows(), "flows: " + table.size());
                });
        table.finish();
        Invariant.check(table.size() == 0, "flows are left: " + table.size());
        Invariant.check(checker.open.isEmpty(), "flows that did not end: " + checker.open.size());
    }

    /** Checks that what is told fits together. */
    private static final class Checker implements AppListener {
        private final Set<Flow> open = new HashSet<>();
        private final Map<Flow, Long> bytes = new HashMap<>();

        @Override
        public void started(Flow flow) {
            Invariant.check(open.add(flow), "starts twice: " + flow.number());
        }

        @Override
        public void data(Flow flow, FlowDirection direction, MemorySegment data) {
            Invariant.check(open.contains(flow), "data of no open flow: " + flow.number());
            add(flow, data.byteSize());
        }

        @Override
        public void gap(Flow flow, FlowDirection direction, long missing) {
            add(flow, missing);
        }

        private void add(Flow flow, long more) {
            Invariant.check(more > 0, "nothing is told: " + more);
            long sum = bytes.merge(flow, more, Long::sum);
            Invariant.check(sum <= 2 * MAX_STREAM_BYTES, "more than was sent: " + sum);
        }

        @Override
        public void said(Flow flow, FlowDirection direction, AppRecord record) {
            Invariant.check(open.contains(flow), "said in no open flow: " + record);
        }

        @Override
        public void ended(Flow flow, FlowEnd why) {
            Invariant.check(open.remove(flow), "ends twice: " + flow.number());
        }
    }
}
