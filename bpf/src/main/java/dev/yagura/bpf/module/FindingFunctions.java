package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a module reports: findings with their evidence, counts, gaps, notes. */
final class FindingFunctions {
    private static final int MAX_EVIDENCE = 32;
    private static final int MAX_EVIDENCE_BYTES = 256;

    private final DetectorContext context;
    private final Texts texts;
    private final TextFormat format;
    private final Work work;
    private final ModuleOutput output;
    private final List<Evidence> evidence = new ArrayList<>();

    FindingFunctions(
            DetectorContext context,
            Texts texts,
            TextFormat format,
            Work work,
            ModuleOutput output) {
        this.context = context;
        this.texts = texts;
        this.format = format;
        this.work = work;
        this.output = output;
    }

    void addTo(Bindings bindings) {
        bindings.add(1000, this::report);
        bindings.add(
                1001,
                (memory, buffer, size, text, values, count) ->
                        texts.write(memory, buffer, size, format.of(memory, text, values, count)));
        bindings.add(1002, this::pointer);
        bindings.add(
                1003,
                (memory, object, gva, present, absent, e) ->
                        add(
                                new Evidence.CrossView(
                                        kept(memory, object),
                                        gva,
                                        List.of(kept(memory, present)),
                                        List.of(kept(memory, absent)))));
        bindings.add(1004, this::bytes);
        bindings.add(
                1005,
                (memory, object, gva, field, found, expected) ->
                        add(
                                new Evidence.Value(
                                        kept(memory, object),
                                        gva,
                                        kept(memory, field),
                                        kept(memory, found),
                                        kept(memory, expected))));
        bindings.add(
                1006,
                (memory, what, count, c, d, e) -> {
                    context.lookedAt(kept(memory, what), Math.max(0, count));
                    return 0;
                });
        bindings.add(
                1007,
                (memory, what, why, values, count, e) -> {
                    String reason = format.of(memory, why, values, count);
                    work.keep(reason);
                    context.notCovered(kept(memory, what), reason);
                    return 0;
                });
        bindings.add(
                1008,
                (memory, text, values, count, d, e) -> {
                    String note = format.of(memory, text, values, count);
                    work.keep(note);
                    output.note(note);
                    return 0;
                });
    }

    private long report(Memory memory, long how, long subject, long text, long values, long count)
            throws Trap, IOException {
        String title = format.of(memory, text, values, count);
        if (evidence.isEmpty()) {
            throw refused("a finding needs evidence, see evidence_*(): \"%s\"".formatted(title));
        }
        work.keep(title);
        Confidence confidence = constant(Confidence.values(), (how & 0xFF) - 1, "confidence");
        List<Evidence> facts = List.copyOf(evidence);
        evidence.clear();
        String what = kept(memory, subject);
        if (how >>> 8 == 0) {
            context.report(confidence, what, title, facts);
        } else {
            Severity severity = constant(Severity.values(), (how >>> 8) - 1, "severity");
            context.report(severity, confidence, what, title, facts);
        }
        return 0;
    }

    private static <E> E constant(E[] constants, long ordinal, String what) throws Trap {
        if (ordinal < 0 || ordinal >= constants.length) {
            throw refused("%s is %d, which is none".formatted(what, ordinal + 1));
        }
        return constants[(int) ordinal];
    }

    private long pointer(Memory memory, long what, long slot, long target, long expected, long e)
            throws Trap, IOException {
        String leadsTo = context.linux().owners().locate(target).describe();
        return add(
                new Evidence.Pointer(
                        kept(memory, what), slot, target, leadsTo, kept(memory, expected)));
    }

    private long bytes(Memory memory, long place, long gva, long count, long expected, long e)
            throws Trap, IOException {
        if (count < 1 || count > MAX_EVIDENCE_BYTES) {
            throw refused(
                    "evidence of %d bytes, expected 1..%d".formatted(count, MAX_EVIDENCE_BYTES));
        }
        String found = HexFormat.of().formatHex(memory.copy(gva, (int) count));
        return add(new Evidence.Bytes(kept(memory, place), gva, found, kept(memory, expected)));
    }

    private long add(Evidence fact) throws Trap {
        if (evidence.size() == MAX_EVIDENCE) {
            throw refused("more than %d facts for one finding".formatted(MAX_EVIDENCE));
        }
        evidence.add(fact);
        return 0;
    }

    private String kept(Memory memory, long address) throws Trap, IOException {
        String text = texts.read(memory, address);
        work.keep(text);
        return text;
    }

    private static Trap refused(String detail) {
        return new Trap(ProgramFault.Kind.HELPER, 0, detail);
    }
}
