package dev.yagura.detect.memory;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owners;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Follows every system call of one guest, in one look, from its number to its handler's code. */
final class SystemCallAudit {
    /** Slots of one finding that are listed one by one; the others are counted. */
    private static final int MAX_LISTED = 16;

    /** Numbers tried on a dispatcher, so that a case that is no system call shows. */
    private static final int NUMBERS = 1024;

    /**
     * Something that leads elsewhere than it must.
     *
     * @param title of the finding
     */
    record Deviation(String title, Confidence confidence, List<Evidence> evidence) {}

    /** A number and the place that sends it to a wrong target. */
    private record Wrong(Abi abi, int number, Evidence.Pointer evidence) {}

    private final Kernel kernel;
    private final Owners owners;
    private final ExpectedHandlers expected;
    private final List<Deviation> deviations = new ArrayList<>();
    private final Map<String, String> gaps = new LinkedHashMap<>();
    private final Map<String, Long> looked = new LinkedHashMap<>();
    private final Map<Long, List<Wrong>> wrong = new LinkedHashMap<>();
    private final Map<Long, String> handlers = new LinkedHashMap<>();
    private final Set<String> dispatchers = new LinkedHashSet<>();

    private SystemCallAudit(Linux linux) throws IOException {
        this.kernel = linux.kernel();
        this.owners = linux.owners();
        this.expected = new ExpectedHandlers(kernel.symbols(), SystemCallNames.get());
    }

    /**
     * Audits a guest.
     *
     * @throws IOException if guest memory that every kernel has cannot be read
     */
    static SystemCallAudit of(Linux linux) throws IOException {
        SystemCallAudit audit = new SystemCallAudit(linux);
        for (Abi abi : Abi.values()) {
            audit.dispatcher(abi);
            audit.table(abi);
        }
        audit.reportWrong();
        if (!audit.handlers.containsValue("__x64_sys_read")) {
            audit.gaps.putIfAbsent(
                    "64-bit system calls", "found neither sys_call_table nor x64_sys_call");
        }
        EntryPath path = new EntryPath(audit.kernel);
        audit.deviations.addAll(path.deviations(audit.dispatchers));
        audit.gaps.putAll(path.gaps());
        HandlerCode code = new HandlerCode(linux, audit.owners);
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

    private void dispatcher(Abi abi) throws IOException {
        Function function = Function.read(kernel, abi.dispatcher()).orElse(null);
        if (function == null) {
            return;
        }
        dispatchers.add(abi.dispatcher());
        Dispatcher dispatcher = new Dispatcher(function);
        int last = Math.max(NUMBERS, SystemCallNames.get().last(abi) + 1);
        for (int number = 0; number < last; number++) {
            switch (dispatcher.follow(number)) {
                case Dispatcher.Leaves(long from, long target) ->
                        judge(abi, number, abi.dispatcher() + " for " + number, from, target);
                case Dispatcher.Stuck(long at, String bytes) ->
                        gaps.putIfAbsent(
                                abi.dispatcher(),
                                "code at %s is %s, expected a comparison or a direct jump"
                                        .formatted(hex(at), bytes));
            }
        }
        looked.merge("dispatched numbers", (long) last, Long::sum);
    }

    private void table(Abi abi) throws IOException {
        OptionalLong table = kernel.symbols().address(abi.table());
        if (table.isEmpty()) {
            return;
        }
        int last = expected.last(abi);
        String use = dispatchers.contains(abi.dispatcher()) ? " (not used to dispatch)" : "";
        if (use.isEmpty()) {
            dispatchers.add(abi.table());
        }
        for (int number = 0; number <= last; number++) {
            long slot = table.getAsLong() + (long) number * Long.BYTES;
            judge(
                    abi,
                    number,
                    "%s[%d]%s".formatted(abi.table(), number, use),
                    slot,
                    kernel.memory().u64(slot));
        }
        looked.merge("table slots", last + 1L, Long::sum);
    }

    private void judge(Abi abi, int number, String place, long from, long target) {
        ExpectedHandlers.Expected right = expected.of(abi, number);
        if (expected.accepts(abi, right, target)) {
            handlers.putIfAbsent(target, right.name());
            return;
        }
        wrong.computeIfAbsent(target, _ -> new ArrayList<>())
                .add(
                        new Wrong(
                                abi,
                                number,
                                new Evidence.Pointer(
                                        place,
                                        from,
                                        target,
                                        owners.of(target).describe(),
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
                                            expected.callName(first.abi(), first.number()))
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

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
