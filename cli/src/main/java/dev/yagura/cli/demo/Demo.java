package dev.yagura.cli.demo;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.connect.Connections;
import dev.yagura.cli.connect.Trust;
import dev.yagura.cli.doctor.Machine;
import dev.yagura.cli.output.FindingPrinter;
import dev.yagura.cli.output.Progress;
import dev.yagura.cli.output.ViewPrinter;
import dev.yagura.enclave.watch.Answer;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.kernel.linux.tables.LinuxTables;
import dev.yagura.kernel.table.Row;
import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.attacker.Intrusion.HiddenTask;
import dev.yagura.testkit.attacker.Intrusion.RedirectedSystemCall;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestProcess;
import dev.yagura.testkit.guest.GuestSpec;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import dev.yagura.testkit.kernels.KernelImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Boots a guest, plants two intrusions in its memory, and looks for them through an enclave. */
public final class Demo {
    private static final String GUEST = "demo";

    /** The process that is hidden: the guest starts it for this purpose. */
    private static final String VICTIM = "backdoor";

    /** {@code geteuid}, led to another handler: its caller is told a wrong user. */
    private static final int GETEUID = 107;

    private static final String PROCESSES = "processes";
    private static final String OTHER_HANDLER = "__x64_sys_getppid";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Progress progress;

    /** Prepares a demo that prints results to {@code out} and all else to {@code err}. */
    public Demo(PrintWriter out, PrintWriter err, Progress progress) {
        this.out = out;
        this.err = err;
        this.progress = progress;
    }

    /**
     * Runs the demo.
     *
     * @param kernel a kernel to boot; empty for one of Debian's
     * @param practice where to leave a dump of the guest, for start-up caches to practise on
     * @return whether both intrusions and nothing else were found
     * @throws IOException if the machine lacks something, or a step fails
     */
    public boolean run(Optional<Path> kernel, Optional<Path> practice) throws IOException {
        new Requirements(Machine.here(), err).ensure();
        progress.step("fetching a kernel");
        KernelImage image =
                kernel.isPresent()
                        ? KernelImage.ofFile(kernel.get())
                        : DebianKernels.standard().fetch(DebianKernel.V6_1_CLOUD);
        GuestSpec spec =
                GuestSpec.of(image)
                        .withName(GUEST)
                        .withInitCommands(
                                List.of(
                                        "mkfifo /run/never",
                                        // Waits for ever for somebody to open the other end.
                                        "sh -c 'echo -n %s > /proc/self/comm; read x < /run/never' &"
                                                .formatted(VICTIM)));
        progress.step("booting a guest with Linux %s".formatted(image.release()));
        try (Guest guest = Guest.boot(spec);
                Connection connection =
                        Connections.open(
                                Long.toString(guest.pid()), Trust.OWN_PROCESSES, progress)) {
            boolean asPlanted = look(guest, connection);
            if (practice.isPresent()) {
                guest.dumpGuestMemory(practice.get());
            }
            return asPlanted;
        }
    }

    private boolean look(Guest guest, Connection connection) throws IOException {
        say("A guest runs Linux %s; nothing of ours is in it.", guest.spec().kernel().release());
        progress.step("reading the guest's processes");
        Answer answer = connection.watch().show(connection.guest(), ShowRequest.of(PROCESSES));
        if (!answer.isComplete()) {
            throw new IOException("demo: the guest's processes could not be read in full");
        }
        List<Row> processes = answer.rows();
        List<Row> ofUsers =
                processes.stream()
                        .filter(row -> !Boolean.TRUE.equals(row.fields().get("kernelThread")))
                        .toList();
        progress.clear();
        say(
                "The enclave read its memory and sees %d processes, %d of them not of the kernel:",
                processes.size(), ofUsers.size());
        ViewPrinter.print(LinuxTables.named(PROCESSES).orElseThrow(), ofUsers, out);

        List<Row> before = new ArrayList<>();
        progress.step("scanning the clean guest");
        connection.watch().scan(connection.guest(), ScanRequest.ALL, before::add);
        progress.clear();
        say("A scan of the clean guest gives %d findings.", before.size());

        Attacker attacker = Attacker.of(guest);
        HiddenTask hidden = attacker.hideTask(victim(guest));
        RedirectedSystemCall redirected = attacker.redirectSystemCall(GETEUID, OTHER_HANDLER);
        say("Planted: process %d (%s) is taken off the task list.", hidden.pid(), hidden.comm());
        say("Planted: system call geteuid now runs %s.", OTHER_HANDLER);

        List<Row> findings = new ArrayList<>();
        progress.step("scanning");
        Row summary = connection.watch().scan(connection.guest(), ScanRequest.ALL, findings::add);
        progress.clear();
        say("The scan through the enclave (%s) finds:", summary.text("enclave"));
        findings.forEach(finding -> FindingPrinter.finding(finding, out));
        FindingPrinter.summary(summary, out);
        return judge(
                Verdict.of(findings, hex(hidden.taskGva()), hex(redirected.targetGva())),
                before,
                Boolean.TRUE.equals(summary.fields().get("complete")));
    }

    private boolean judge(Verdict verdict, List<Row> before, boolean complete) {
        if (verdict.bothAndNothingElse() && before.isEmpty() && complete) {
            say("Both intrusions were found, and nothing else.");
            say("Try next, on a VM of yours: yagura vms; yagura show VM processes; yagura scan VM");
            return true;
        }
        say("This is not what was planted: %s", describe(verdict, before, complete));
        return false;
    }

    private static String describe(Verdict verdict, List<Row> before, boolean complete) {
        List<String> problems = new ArrayList<>();
        if (!verdict.hidden()) {
            problems.add("the hidden process was not found");
        }
        if (!verdict.redirected()) {
            problems.add("the redirected system call was not found");
        }
        if (!verdict.others().isEmpty()) {
            problems.add("%d findings are of nothing planted".formatted(verdict.others().size()));
        }
        if (!before.isEmpty()) {
            problems.add("the clean guest gave %d findings".formatted(before.size()));
        }
        if (!complete) {
            problems.add("the scan could not cover everything");
        }
        return String.join("; ", problems);
    }

    private static int victim(Guest guest) throws IOException {
        return guest.processes().stream()
                .filter(process -> process.comm().equals(VICTIM))
                .mapToInt(GuestProcess::pid)
                .findFirst()
                .orElseThrow(() ->
                        new IOException("demo guest: process %s is not there".formatted(VICTIM)));
    }

    private static String hex(long gva) {
        return "0x" + Long.toHexString(gva);
    }

    private void say(String format, Object... arguments) {
        out.printf(format + "%n", arguments);
        out.flush();
    }
}
