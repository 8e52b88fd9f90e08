package dev.yagura.detect.memory.code;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.sites.Deviation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tells changes of code and data one by one, with where a changed branch leads. */
final class ChangeReport {
    /** Changes that are told one by one; whoever changes more is found by these. */
    private static final int MAX_REPORTED = 100;

    private static final int CALL = 0xE8;
    private static final int JUMP = 0xE9;
    private static final int NEAR_BYTES = 5;

    private final DetectorContext context;
    private final Owners owners;
    private final String source;
    private int reported;

    /**
     * Starts to tell.
     *
     * @param source where what is expected comes from
     */
    ChangeReport(DetectorContext context, String source) throws IOException {
        this.context = context;
        this.owners = context.linux().owners();
        this.source = source;
    }

    /** Tells the changes of one range, and what of it could not be compared. */
    void tell(String what, Partial<Deviation> changes) throws IOException {
        changes.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        for (Deviation change : changes.items()) {
            if (reported++ < MAX_REPORTED) {
                report(what, change);
            }
        }
    }

    /** Says how many changes were not told. */
    void end() {
        if (reported > MAX_REPORTED) {
            context.notCovered(
                    "other changes",
                    "%d changes were found, %d are told".formatted(reported, MAX_REPORTED));
        }
    }

    private void report(String what, Deviation change) throws IOException {
        String place = owners.locate(change.gva()).describe();
        String site =
                change.site().isEmpty()
                        ? ""
                        : ", and is nothing that the kernel puts in its place (%s)"
                                .formatted(change.site());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(
                new Evidence.Bytes(
                        place,
                        change.gva(),
                        change.found(),
                        "%s, as %s has it%s".formatted(change.expected(), source, site)));
        evidence.addAll(branch(place, change.gva()));
        context.report(
                Confidence.HIGH,
                "%s at 0x%x".formatted(what, change.gva()),
                "%d bytes of %s at %s are not as %s has them"
                        .formatted(change.lengthBytes(), what, place, source),
                evidence);
    }

    /** Returns where a call or jump leads that begins with a change, or just before one. */
    private List<Evidence> branch(String place, long gva) throws IOException {
        for (long at : new long[] {gva, gva - 1}) {
            try {
                int opcode = context.linux().kernel().memory().u8(at);
                if (opcode == CALL || opcode == JUMP) {
                    int distance = (int) context.linux().kernel().memory().u32(at + 1);
                    long target = at + NEAR_BYTES + distance;
                    return List.of(
                            new Evidence.Pointer(
                                    place, at, target, owners.of(target).describe(), "no branch"));
                }
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
            }
        }
        return List.of();
    }
}
