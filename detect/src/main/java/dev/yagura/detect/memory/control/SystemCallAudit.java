package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.control.ExpectedHandlers;
import dev.yagura.kernel.linux.control.SystemCallAbi;
import dev.yagura.kernel.linux.control.SystemCallRoute;
import dev.yagura.kernel.linux.control.SystemCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Follows every system call of one guest, in one look, from its number to its handler's code. */
final class SystemCallAudit {
    /** Slots of one finding that are listed one by one; the others are counted. */
    private static final int MAX_LISTED = 16;

    /**
     * Something that leads elsewhere than it must.
     *
     * @param title of the finding
     */
    record Deviation(String title, Confidence confidence, List<Evidence> evidence) {}

    /** A number and the place that sends it to a wrong target. */
    private record Wrong(SystemCallAbi abi, int number, Evidence.Pointer evidence) {}

    private final Kernel kernel;
    private final Owners owners;
    private final ExpectedHandlers expected;
    private final List<Deviation> deviations = new ArrayList<>();
    private final Map<String, String> gaps = new LinkedHashMap<>();
    private final Map<String, Long> looked = new LinkedHashMap<>();
    private final Map<Long, List<Wrong>> wrong = new LinkedHashMap<>();
    private final Map<Long, String> handlers = new LinkedHashMap<>();

    private SystemCallAudit(Linux linux) throws IOException {
        this.kernel = linux.kernel();
        this.owners = linux.owners();
        this.expected = ExpectedHandlers.of(kernel.symbols());
    }

    /**
     * Audits a guest.
     *
     * @throws IOException if guest memory that every kernel has cannot be read
     */
    static SystemCallAudit of(Linux linux) throws IOException {
        SystemCallAudit audit = new SystemCallAudit(linux);
        SystemCalls calls = SystemCalls.read(audit.kernel);
        audit.gaps.putAll(calls.gaps());
        calls.routes().forEach(audit::judge);
        audit.reportWrong();
        if (!audit.handlers.containsValue("__x64_sys_read")) {
            audit.gaps.putIfAbsent(
                    "64-bit system calls", "found neither sys_call_table nor x64_sys_call");
        }
        EntryPath path = new EntryPath(audit.kernel);
        audit.deviations.addAll(path.deviations(calls.dispatchers()));
        audit.gaps.putAll(path.gaps());
        HandlerCode code = new HandlerCode(linux, audit.owners);
        code.missing().forEach(tracer -> audit.gaps.putIfAbsent(tracer.what(), tracer.why()));
        audit.deviations.addAll(code.deviations(audit.handlers));
        audit.looked.put("handlers", (long) audit.handlers.size());
        return audit;
    }

    /** Returns what leads elsewhere than it must. */
    List<Deviation> deviations() {
        return deviations;
    }

    /** Returns what could not be judged, and why. */
    Map<String, String> gaps() {
        return gaps;
    }

    /** Returns how much was looked at. */
    Map<String, Long> looked() {
        return looked;
    }

    private void judge(SystemCallRoute route) {
        ExpectedHandlers.Expected right = route.expected();
        looked.merge(route.dispatched() ? "dispatched numbers" : "table slots", 1L, Long::sum);
        if (route.asExpected()) {
            handlers.putIfAbsent(route.target(), right.name());
            return;
        }
        String use = route.used() ? "" : " (not used to dispatch)";
        wrong.computeIfAbsent(route.target(), _ -> new ArrayList<>())
                .add(
                        new Wrong(
                                route.abi(),
                                route.number(),
                                new Evidence.Pointer(
                                        route.place() + use,
                                        route.from(),
                                        route.target(),
                                        owners.of(route.target()).describe(),
                                        right.name())));
        for (long address : right.addresses()) {
            handlers.putIfAbsent(address, right.name());
        }
    }

    /** One finding for each wrong target, however many system calls lead there. */
    private void reportWrong() {
        wrong.forEach((target, places) -> {
            Wrong first = places.getFirst();
            long calls = places.stream().map(place -> key(place)).distinct().count();
            String what =
                    calls == 1
                            ? "system call %d (%s)"
                                    .formatted(
                                            first.number(),
                                            expected.callName(first.abi(), first.number())
                                                    .orElse("no such call"))
                            : "%d system calls".formatted(calls);
            List<Evidence> evidence = new ArrayList<>();
            places.stream().limit(MAX_LISTED).map(Wrong::evidence).forEach(evidence::add);
            deviations.add(
                    new Deviation(
                            "%s %s to %s, not to %s"
                                    .formatted(
                                            what,
                                            calls == 1 ? "leads" : "lead",
                                            first.evidence().target(),
                                            calls == 1
                                                    ? first.evidence().expected()
                                                    : "their handlers"),
                            Confidence.HIGH,
                            evidence));
        });
    }

    private static String key(Wrong wrong) {
        return wrong.abi() + " " + wrong.number();
    }
}
