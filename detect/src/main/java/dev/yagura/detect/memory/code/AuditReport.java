package dev.yagura.detect.memory.code;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.code.sites.CodeAudit;
import dev.yagura.kernel.linux.code.sites.WrongCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tells code that is not what the kernel's own tables say. */
final class AuditReport {
    /** Places that are told one by one; whoever changes more is found by these. */
    private static final int MAX_REPORTED = 100;

    private final DetectorContext context;
    private final Owners owners;

    AuditReport(DetectorContext context) throws IOException {
        this.context = context;
        this.owners = context.linux().owners();
    }

    /**
     * Tells what an audit says.
     *
     * @param plural what was judged, such as {@code "jump labels"}
     */
    void tell(String plural, CodeAudit.Result result) throws IOException {
        context.lookedAt(plural, result.looked());
        result.wrong().missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        List<WrongCode> wrong = result.wrong().items();
        for (WrongCode one : wrong.subList(0, Math.min(wrong.size(), MAX_REPORTED))) {
            report(one);
        }
        if (wrong.size() > MAX_REPORTED) {
            context.notCovered(
                    plural,
                    "%d are not as they should be, %d are told"
                            .formatted(wrong.size(), MAX_REPORTED));
        }
    }

    private void report(WrongCode wrong) throws IOException {
        String place = describe(wrong.gva());
        String expected = expected(wrong);
        List<Evidence> evidence = new ArrayList<>();
        String holds = "holds other code";
        if (wrong.targetGva().isPresent()) {
            long target = wrong.targetGva().getAsLong();
            holds = "leads to " + describe(target);
            evidence.add(
                    new Evidence.Pointer(place, wrong.gva(), target, describe(target), expected));
        }
        evidence.add(new Evidence.Bytes(place, wrong.gva(), wrong.found(), expected));
        context.report(
                Confidence.HIGH,
                "%s at %s".formatted(wrong.kind(), place),
                "%s at %s %s, expected %s".formatted(wrong.kind(), place, holds, expected),
                evidence);
    }

    private String expected(WrongCode wrong) throws IOException {
        StringBuilder text = new StringBuilder(wrong.expected());
        if (wrong.expectedGva().isPresent()) {
            text.append(" to ").append(describe(wrong.expectedGva().getAsLong()));
        }
        if (wrong.keyGva().isPresent()) {
            text.append(", as ").append(describe(wrong.keyGva().getAsLong())).append(" says");
        }
        return text.toString();
    }

    /** Says what lies at an address; of data of modules, which has no symbol, whose it is. */
    private String describe(long gva) throws IOException {
        String name = owners.locate(gva).describe();
        return name.startsWith("0x") ? "%s, %s".formatted(name, owners.of(gva).describe()) : name;
    }
}
