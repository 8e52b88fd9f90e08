package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.CodeRegion;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.trace.Kprobe;
import dev.yagura.kernel.linux.trace.Kprobes;
import dev.yagura.kernel.symbols.Symbol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Judges how functions begin, and where their code leads. */
final class EntryAudit implements CodeAudit.Part {
    /** The longest way that is told, behind a landing pad and a NOP. */
    private static final int MAX_BYTES = 32;

    private static final int MIN_BYTES = 4;

    /** What is not told once more of a function whose start is wrong: a landing pad and a NOP. */
    private static final int MAX_ENTRY_BYTES = 9;

    private static final int BREAKPOINT = 0xCC;
    private static final String ENTRY = "function entry";

    /** Branches within functions that are told one by one. */
    private static final int MAX_BRANCHES = 100;

    private final Linux linux;
    private final Owners owners;
    private final Targets targets;
    private final SiteJudge judge;
    private final TracedSites traced;
    private final Set<Long> probed;
    private final ExecutableMemory executable;
    private final SiteAudit<TracerCall> tracerCalls =
            new SiteAudit<>(TracerCall.class, this::tracerCall);
    private int branches;

    private EntryAudit(
            Linux linux,
            Targets targets,
            TracedSites traced,
            Set<Long> probed,
            ExecutableMemory executable)
            throws IOException {
        this.linux = linux;
        this.owners = linux.owners();
        this.targets = targets;
        this.judge = new SiteJudge(targets);
        this.traced = traced;
        this.probed = probed;
        this.executable = executable;
    }

    /** Reads what functions are traced and probed. */
    static EntryAudit of(Linux linux, Targets targets, Partial.Collector<?> losses)
            throws IOException {
        Set<Long> probed = new HashSet<>();
        if (linux.kernel().symbols().address("kprobe_table").isPresent()) {
            Partial<Kprobe> probes = new Kprobes(linux).list();
            probes.items().forEach(probe -> probed.add(probe.address()));
            probes.missing().forEach(gap -> losses.missing(gap.what(), gap.why()));
        }
        return new EntryAudit(
                linux,
                targets,
                TracedSites.of(linux, targets, losses),
                probed,
                ExecutableMemory.of(linux, losses));
    }

    @Override
    public long judge(OwnCode code, PatchSites sites, Partial.Collector<WrongCode> wrong)
            throws IOException {
        List<Long> starts = starts(code);
        Map<Long, Integer> told = new HashMap<>();
        for (int i = 0; i < starts.size(); i++) {
            long next = i + 1 < starts.size() ? starts.get(i + 1) : 0;
            Optional<KernelFunction> function = function(code, starts.get(i));
            if (function.isPresent()) {
                OptionalInt body = traced.body(function.get(), next, wrong);
                if (body.isEmpty()
                        || isToldOfBody(code, sites, function.get(), body.getAsInt(), wrong)) {
                    told.put(starts.get(i), body.orElse(MAX_ENTRY_BYTES));
                }
            }
        }
        int before = branches;
        BodySweep sweep = new BodySweep(targets, starts);
        for (KernelFunction whole : code.parts()) {
            sweep.run(
                    whole,
                    target ->
                            executable.contains(target)
                                    && !code.contains(target)
                                    && !owners.isKernelText(target),
                    (start, part, at, target) -> {
                        if (part.gva() + at - start > told.getOrDefault(start, -1)) {
                            within(code, sites, part, at, target, wrong);
                        }
                    });
        }
        if (branches > before && branches > MAX_BRANCHES) {
            wrong.missing(
                    "branches",
                    "%d beyond these %d"
                            .formatted(branches - Math.max(before, MAX_BRANCHES), MAX_BRANCHES));
        }
        tracerCalls.judge(code, sites, wrong);
        return (long) starts.size() + traced.others(code, wrong).size();
    }

    private List<Long> starts(OwnCode code) throws IOException {
        List<Long> starts = new ArrayList<>();
        if (code.module().isPresent()) {
            for (GvaRange range : code.text()) {
                starts.addAll(owners.symbols(code.module().get(), range));
            }
            return starts;
        }
        for (Symbol symbol : linux.kernel().symbols().sorted()) {
            boolean again = !starts.isEmpty() && starts.getLast() == symbol.gva();
            if ("tTwW".indexOf(symbol.type()) >= 0 && !again && code.contains(symbol.gva())) {
                starts.add(symbol.gva());
            }
        }
        return starts;
    }

    /** Returns the first bytes of a function, as many as there are. */
    private static Optional<KernelFunction> function(OwnCode code, long gva) {
        Optional<KernelFunction> found = Optional.empty();
        for (int length = MAX_BYTES; found.isEmpty() && length >= MIN_BYTES; length /= 2) {
            found = code.function(gva, length);
        }
        return found;
    }

    /** Judges the first instruction of a function's own; returns whether it is told. */
    private boolean isToldOfBody(
            OwnCode code,
            PatchSites sites,
            KernelFunction function,
            int at,
            Partial.Collector<WrongCode> wrong)
            throws IOException {
        if (!function.has(at, 1)) {
            return false;
        }
        long from = function.gva() + at;
        String expected = "the function's own code";
        if (function.u8(at) == BREAKPOINT) {
            // Where functions cannot be traced, symbols also mark ends, which are filled up so.
            boolean hooks = traced.isOne(from - TracedSites.SITE_BYTES);
            if (!hooks || probed.contains(from)) {
                return false;
            }
            if (targets.patching().text()) {
                judge.tellChanging("breakpoint", from, wrong);
                return false;
            }
            expected = "no breakpoint";
        } else {
            OptionalLong way = targets.way(function, at);
            boolean leads = way.isPresent() && way.getAsLong() != 0;
            if (!leads || code.contains(way.getAsLong()) || isOwn(code, from, way.getAsLong())) {
                return false;
            }
        }
        if (isJudgedElsewhere(sites, from)) {
            return false;
        }
        wrong.add(WrongCode.at(function, at, ENTRY, expected, targets));
        return true;
    }

    /** Judges an instruction within a function that leads somewhere. */
    private void within(
            OwnCode code,
            PatchSites sites,
            KernelFunction part,
            int at,
            long target,
            Partial.Collector<WrongCode> wrong)
            throws IOException {
        long from = part.gva() + at;
        boolean isJudged = traced.isOne(from) || isJudgedElsewhere(sites, from);
        if (!isJudged && !isOwn(code, from, target)) {
            if (branches++ < MAX_BRANCHES) {
                wrong.add(WrongCode.at(part, at, "branch", "the function's own code", targets));
            }
        }
    }

    private static boolean isJudgedElsewhere(PatchSites sites, long gva) {
        return sites.at(gva).stream()
                .anyMatch(site -> site.gva() == gva && !(site instanceof ProbeSite));
    }

    /** Returns whether code may lead from one address to another. */
    private boolean isOwn(OwnCode code, long from, long target) throws IOException {
        if (owners.isImage(target)) {
            return true; // what only starts the kernel is called in some places
        }
        Optional<CodeRegion> region = targets.region(target);
        if (region.isEmpty()) {
            return false;
        }
        return switch (region.get().kind()) {
            case KERNEL, HYPERCALL -> true;
            case MODULE -> code.module().isPresent();
            case PROBE -> probed.contains(from);
            case RESERVE -> targets.isThunk(target);
            case BPF, TRAMPOLINE, REAL_MODE -> false;
        };
    }

    /** Judges a call in the tracer's own code. */
    private void tracerCall(TracerCall site, byte[] found, Partial.Collector<WrongCode> wrong)
            throws IOException {
        if (!judge.allows(site, found, found, wrong)) {
            KernelFunction call = SiteJudge.code(site, found);
            wrong.add(WrongCode.at(call, 0, site.kind(), "a NOP, or a tracer's call", targets));
        }
    }
}
