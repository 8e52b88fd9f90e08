package dev.yagura.detect.network;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds miners of cryptocurrencies by how they ask for work. */
final class StratumDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.miner.stratum",
                    "work for a miner is asked for",
                    Severity.WARNING,
                    List.of("T1496.001"),
                    "Looks in the first 1 KiB that a client says over TCP for Stratum's requests:"
                            + " methods mining.subscribe, mining.authorize and their like, Monero's"
                            + " login with a password, Ethereum's eth_submitLogin and eth_getWork."
                            + " Looking alike: nothing known. Evading: TLS, a proxy with another"
                            + " protocol.",
                    "Find the process; if the VM's owner does not mine, somebody else does.");

    private static final int MAX_BYTES = 1024;
    private static final int TCP = 6;
    private static final Pattern REQUEST =
            Pattern.compile(
                    "\"method\"\\s{0,9}:\\s{0,9}\"(mining\\.(?:subscribe|authorize|submit|configure"
                            + "|extranonce\\.subscribe)|eth_(?:submitLogin|getWork|submitWork))\"");
    private static final Pattern LOGIN = Pattern.compile("\"method\"\\s{0,9}:\\s{0,9}\"(login)\"");

    private final NetworkReporter reporter;
    private final Map<Flow, StringBuilder> openings = new HashMap<>();

    StratumDetector(Consumer<Finding> findings) {
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void started(Flow flow) {
        if (flow.key().protocol() == TCP && !flow.isUnderWay()) {
            openings.put(flow, new StringBuilder());
        }
    }

    @Override
    public void data(Flow flow, FlowDirection direction, MemorySegment bytes) {
        StringBuilder opening = openings.get(flow);
        if (opening == null || direction != FlowDirection.TO_SERVER) {
            return;
        }
        long length = Math.min(bytes.byteSize(), MAX_BYTES - opening.length());
        opening.append(new String(bytes.asSlice(0, length).toArray(JAVA_BYTE), ISO_8859_1));
        if (opening.charAt(0) == '{') {
            judge(flow, opening.toString());
        }
        if (opening.charAt(0) != '{' || opening.length() == MAX_BYTES) {
            openings.remove(flow);
        }
    }

    private void judge(Flow flow, String opening) {
        Matcher request = REQUEST.matcher(opening);
        Matcher login = LOGIN.matcher(opening);
        if (request.find()) {
            report(flow, request.group(1));
        } else if (login.find() && opening.contains("\"pass\"")) {
            report(flow, login.group(1));
        }
    }

    private void report(Flow flow, String method) {
        String between = "%s to %s".formatted(flow.key().client().address(), flow.key().server());
        reporter.report(
                flow.lastSeen(),
                Confidence.HIGH,
                between,
                "%s, a miner asks for work".formatted(between),
                List.of(
                        new Evidence.Traffic(
                                between,
                                "request",
                                method,
                                "none of Stratum",
                                flow.firstSeen(),
                                flow.lastSeen())));
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        openings.remove(flow);
    }

    @Override
    public long forgotten() {
        return 0;
    }
}
