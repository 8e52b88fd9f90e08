import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.connect.Connections;
import dev.yagura.cli.connect.Trust;
import dev.yagura.cli.output.Progress;
import dev.yagura.enclave.watch.ModuleFile;
import dev.yagura.enclave.watch.ModuleRequest;
import dev.yagura.kernel.table.Row;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestSpec;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Runs detectors in C again and again in a process that stays, without protection, and prints of
 * each the median of a run as a whole, which finds the kernel anew, and of the part that looks; run
 * by {@code benchmarks/bpf}.
 *
 * <p>Arguments: the VM as the command line names it, or {@code live} for a guest of the tests,
 * booted with {@code KERNEL}; object files.
 */
final class ModuleRuns {
    private static final int WARM = 100;
    private static final int COUNTED = 100;

    private ModuleRuns() {}

    public static void main(String[] arguments) throws IOException {
        if (!arguments[0].equals("live")) {
            measure(arguments[0], arguments);
            return;
        }
        DebianKernel kernel =
                DebianKernel.valueOf(System.getenv().getOrDefault("KERNEL", "V6_12"));
        GuestSpec spec = GuestSpec.of(DebianKernels.standard().fetch(kernel));
        try (Guest guest = Guest.boot(spec)) {
            measure("qmp:" + guest.qmpSocket().orElseThrow(), arguments);
        }
    }

    private static void measure(String vm, String[] arguments) throws IOException {
        Trust direct = new Trust(true, Optional.empty(), Optional.empty());
        PrintWriter err = new PrintWriter(System.err, true);
        try (Progress progress = new Progress(err, false);
                Connection connection = Connections.open(vm, direct, progress)) {
            System.out.printf(
                    "%-24s %6s %12s %12s %12s%n", "detector", "rows", "whole ms", "look ms", "looks/s");
            for (int i = 1; i < arguments.length; i++) {
                measure(connection, Path.of(arguments[i]));
            }
        }
    }

    private static void measure(Connection connection, Path object) throws IOException {
        ModuleRequest request =
                new ModuleRequest(
                        ModuleFile.of(object.toString(), Files.readAllBytes(object), Map.of()),
                        false,
                        Optional.empty());
        double[] whole = new double[COUNTED];
        double[] look = new double[COUNTED];
        long[] rows = new long[1];
        for (int i = -WARM; i < COUNTED; i++) {
            rows[0] = 0;
            long before = System.nanoTime();
            Row end = connection.watch().module(connection.guest(), request, row -> rows[0]++);
            if (i >= 0) {
                whole[i] = (System.nanoTime() - before) / 1e6;
                look[i] = ((Number) end.fields().get("lookMillis")).doubleValue();
            }
            if (!Boolean.TRUE.equals(end.fields().get("complete"))) {
                throw new IOException("%s: did not come to its end: %s".formatted(object, end));
            }
        }
        Arrays.sort(whole);
        Arrays.sort(look);
        System.out.printf(
                "%-24s %6d %12.2f %12.2f %12.0f%n",
                object.getFileName(),
                rows[0],
                whole[COUNTED / 2],
                look[COUNTED / 2],
                1000 / look[COUNTED / 2]);
    }
}
