package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.GuestModule;
import dev.yagura.testkit.guest.GuestProcess;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Compares what the program shows with what the guest itself says. */
final class Truth {
    private Truth() {}

    /** Checks {@code show processes --json} against the guest's {@code /proc}. */
    static void assertProcesses(Yagura.Result shown, List<GuestProcess> truth) {
        List<GuestProcess> seen =
                comparable(
                        shown.exits(0).rows().stream()
                                .map(row ->
                                        new GuestProcess(
                                                row.number("pid"),
                                                row.number("ppid"),
                                                row.number("uid"),
                                                row.text("comm"))));
        List<GuestProcess> expected = comparable(truth.stream());

        assertThat(expected).as("a guest has processes").hasSizeGreaterThan(20);
        assertThat(seen).as(shown.command()).containsExactlyElementsOf(expected);
    }

    /**
     * Sorts by pid, and leaves out what a worker of the kernel works on: that is part of the name
     * that {@code /proc} shows, and another one an instant later. Nothing else is made equal.
     */
    private static List<GuestProcess> comparable(Stream<GuestProcess> processes) {
        return processes
                .map(p ->
                        p.comm().startsWith("kworker/")
                                        && !p.comm().startsWith("kworker/R-")
                                        && p.isKernelThread()
                                ? new GuestProcess(p.pid(), p.ppid(), p.uid(), p.taskComm())
                                : p)
                .sorted(Comparator.comparingInt(GuestProcess::pid))
                .toList();
    }

    /** Checks {@code show modules --json} against the guest's {@code /proc/modules}. */
    static void assertModules(Yagura.Result shown, List<GuestModule> truth) {
        List<GuestModule> seen =
                shown.exits(0).rows().stream()
                        .map(row ->
                                new GuestModule(
                                        row.text("name"),
                                        row.size("size"),
                                        row.number("refcount"),
                                        row.address("base")))
                        .toList();

        assertThat(truth).as("a guest has modules").hasSizeGreaterThan(5);
        assertThat(seen).as(shown.command()).containsExactlyInAnyOrderElementsOf(truth);
    }

    /** Checks that a scan found nothing and left nothing out. */
    static void assertClean(Yagura.Result scan) {
        List<Row> rows = scan.exits(0).rows();

        assertThat(rows).as(scan.toString()).hasSize(1);
        Row summary = rows.getFirst();
        assertThat(summary.text("kind")).isEqualTo("summary");
        assertThat(summary.number("findings")).isZero();
        assertThat(summary.field("notCovered")).isEmpty();
        assertThat(summary.flag("complete")).isTrue();
    }
}
