package dev.yagura.cli.capture;

import dev.yagura.cli.output.RecordPrinter;
import dev.yagura.detect.Finding;
import dev.yagura.detect.crossview.FlowOwner;
import dev.yagura.enclave.watch.FindingRow;
import dev.yagura.network.match.RuleAlert;
import java.io.PrintWriter;
import java.util.Optional;

/** Prints findings about packets as they are made, and counts them. */
public final class FindingSink {
    private final String vm;
    private final PrintWriter out;
    private final RecordPrinter printer;
    private String enclave = "";
    private long count;

    /**
     * Prepares.
     *
     * @param vm whose packets they are
     * @param out where findings go
     * @param printer prints there
     */
    public FindingSink(String vm, PrintWriter out, RecordPrinter printer) {
        this.vm = vm;
        this.out = out;
        this.printer = printer;
    }

    /** Says what stands behind what comes. */
    public void of(String standing) {
        enclave = standing;
    }

    /**
     * Prints what was found.
     *
     * @param owner whose flow it is, where that is known
     */
    public void found(RuleAlert alert, Optional<FlowOwner> owner) {
        count++;
        printer.row(AlertRow.of(alert, owner, vm, enclave));
        out.flush();
    }

    /** Prints what was found. */
    public void found(Finding finding) {
        count++;
        printer.row(FindingRow.of(finding, vm, enclave));
        out.flush();
    }

    /** Returns how many findings there were. */
    public long count() {
        return count;
    }
}
