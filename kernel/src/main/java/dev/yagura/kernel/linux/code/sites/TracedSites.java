package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import dev.yagura.kernel.linux.control.Instructions;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.trace.Ftrace;
import dev.yagura.kernel.linux.trace.TracedFunction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Judges the places at which functions are traced, by the kernel's records of them. */
final class TracedSites {
    /** Length of the place. */
    static final int SITE_BYTES = 5;

    private static final int PAD_BYTES = 4;
    private static final int CALL = 0xE8;

    private final Targets targets;
    private final SiteJudge judge;
    private final Map<Long, TracedFunction> records = new HashMap<>();
    private final Set<Long> pending = new HashSet<>();

    private TracedSites(Targets targets) {
        this.targets = targets;
        this.judge = new SiteJudge(targets);
    }

    /** Reads the records; there are none in kernels without a function tracer. */
    static TracedSites of(Linux linux, Targets targets, Partial.Collector<?> losses)
            throws IOException {
        TracedSites sites = new TracedSites(targets);
        if (linux.kernel().symbols().address("ftrace_pages_start").isPresent()) {
            Partial<TracedFunction> functions = new Ftrace(linux).prepared();
            for (TracedFunction function : functions.items()) {
                sites.records.putIfAbsent(function.site(), function);
                sites.pending.add(function.site());
            }
            functions.missing().forEach(gap -> losses.missing(gap.what(), gap.why()));
        }
        return sites;
    }

    /**
     * Judges where a function is traced.
     *
     * @param function from its first byte on
     * @param next address of the function behind it
     * @return where its body begins, counted from there; empty if something is wrong before
     */
    OptionalInt body(KernelFunction function, long next, Partial.Collector<WrongCode> wrong)
            throws IOException {
        long behindPad = function.gva() + PAD_BYTES;
        int at = next != behindPad && isOne(behindPad) ? PAD_BYTES : 0;
        TracedFunction record = records.get(function.gva() + at);
        if (record == null || !function.has(at, SITE_BYTES)) {
            int pad = Instructions.landingPad(function, 0);
            return OptionalInt.of(pad + Instructions.nop(function, pad));
        }
        pending.remove(record.site());
        Optional<WrongCode> astray =
                at > 0 && Instructions.landingPad(function, 0) != PAD_BYTES
                        ? Optional.of(
                                WrongCode.at(
                                        function, 0, "function entry", "a landing pad", targets))
                        : judge(function, at, record, wrong);
        astray.ifPresent(wrong::add);
        return astray.isPresent() ? OptionalInt.empty() : OptionalInt.of(at + SITE_BYTES);
    }

    /** Returns whether a function is traced at an address. */
    boolean isOne(long gva) {
        return records.containsKey(gva);
    }

    /** Judges the places in code that belong to no function that was asked for; returns them. */
    List<TracedFunction> others(OwnCode code, Partial.Collector<WrongCode> wrong)
            throws IOException {
        List<TracedFunction> others = new ArrayList<>();
        for (long site : Set.copyOf(pending)) {
            Optional<KernelFunction> found =
                    code.contains(site) ? code.function(site, SITE_BYTES) : Optional.empty();
            TracedFunction record = records.get(site);
            if (found.isPresent() && record != null) {
                pending.remove(site);
                others.add(record);
                judge(found.get(), 0, record, wrong).ifPresent(wrong::add);
            }
        }
        return others;
    }

    /**
     * Judges one place. Where the kernel says that it is patched in, and it is a call, is left to
     * those who judge tracers.
     */
    private Optional<WrongCode> judge(
            KernelFunction code, int at, TracedFunction record, Partial.Collector<?> losses)
            throws IOException {
        TracerSite site = new TracerSite(record.site());
        byte[] found = new byte[SITE_BYTES];
        code.code().get(at, found);
        boolean calls = code.u8(at) == CALL;
        if (record.isEnabled() && calls) {
            return Optional.empty();
        }
        boolean unasked =
                calls
                        && !record.isDirect()
                        && targets.kind(code.relative32(at + 1)).equals(Optional.of(Kind.BPF));
        return !unasked && judge.allows(site, found, found, losses)
                ? Optional.empty()
                : Optional.of(
                        WrongCode.at(
                                code, at, site.kind(), "a NOP, or a call of the tracer", targets));
    }
}
