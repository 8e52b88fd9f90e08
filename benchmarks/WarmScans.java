import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.connect.Connections;
import dev.yagura.cli.connect.Trust;
import dev.yagura.cli.output.Progress;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/**
 * Scans one dump again and again, by processes that stay: without protection in this one, protected
 * by an agent and an enclave that are started once and asked over their protocols; run by {@code
 * benchmarks/memory-scan}.
 *
 * <p>Arguments: the VM as the command line names it, scans of each before those that count, scans
 * of each that count. The two take turns. Prints a line for each scan that counts: who, the whole
 * time by the asker's clock, and of it the time to find the kernel, both in microseconds. A scan
 * that does not cover everything ends the program.
 */
final class WarmScans {
    private static final String UNPROTECTED = "unprotected";
    private static final String PROTECTED = "protected";

    private WarmScans() {}

    public static void main(String[] arguments) throws IOException {
        String vm = arguments[0];
        int warm = Integer.parseInt(arguments[1]);
        int counted = Integer.parseInt(arguments[2]);
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        Trust direct = new Trust(true, Optional.empty(), Optional.empty());
        try (Progress progress = new Progress(err, false);
                Connection here = Connections.open(vm, direct, progress);
                Connection enclave = Connections.open(vm, Trust.OWN_PROCESSES, progress)) {
            for (int i = 0; i < warm; i++) {
                scan(UNPROTECTED, here);
                scan(PROTECTED, enclave);
            }
            for (int i = 0; i < counted; i++) {
                out.println(scan(UNPROTECTED, here));
                out.println(scan(PROTECTED, enclave));
            }
        }
    }

    private static String scan(String who, Connection connection) throws IOException {
        long before = System.nanoTime();
        Row summary = connection.watch().scan(connection.guest(), ScanRequest.ALL, _ -> {});
        long micros = (System.nanoTime() - before) / 1000;
        if (!(summary.fields().get("notCovered") instanceof List<?> gaps) || !gaps.isEmpty()) {
            throw new IOException("%s: not all was looked at: %s".formatted(who, summary));
        }
        if (!(summary.fields().get("openMillis") instanceof Number open)) {
            throw new IOException("%s: has no openMillis: %s".formatted(who, summary));
        }
        return "%s %d %d".formatted(who, micros, Math.round(open.doubleValue() * 1000));
    }
}
