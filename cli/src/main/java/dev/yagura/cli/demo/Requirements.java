package dev.yagura.cli.demo;

import dev.yagura.cli.doctor.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The OS packages that a demo guest needs; installs them where it may. */
final class Requirements {
    private static final Map<String, String> PACKAGE_OF_COMMAND = commands();

    private final Machine machine;
    private final PrintWriter err;

    Requirements(Machine machine, PrintWriter err) {
        this.machine = machine;
        this.err = err;
    }

    private static Map<String, String> commands() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("qemu-system-x86_64", "qemu-system-x86");
        packages.put("busybox", "busybox-static");
        return packages;
    }

    /**
     * Sees to it that all is there: installs as root on Debian, after saying so.
     *
     * @throws IOException if something is missing and may not or could not be installed; the
     *     message holds the line to run
     */
    void ensure() throws IOException {
        List<String> missing =
                PACKAGE_OF_COMMAND.entrySet().stream()
                        .filter(entry -> machine.command(entry.getKey()).isEmpty())
                        .map(Map.Entry::getValue)
                        .toList();
        if (missing.isEmpty()) {
            return;
        }
        String packages = String.join(" ", missing);
        String line = "apt-get install -y --no-install-recommends " + packages;
        if (!machine.superuser() || machine.command("apt-get").isEmpty()) {
            throw new IOException(
                    "the demo needs %s, expected on this machine; run: sudo %s"
                            .formatted(packages, line));
        }
        err.println("demo: installing " + packages + " with apt-get");
        run(List.of("apt-get", "update", "-qq"));
        List<String> install = new ArrayList<>(List.of(line.split(" ")));
        run(install);
    }

    private static void run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        // apt's output belongs to standard error; standard output is for results.
        builder.redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        process.getInputStream().transferTo(System.err);
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(
                        "%s: exit status is %d, expected 0"
                                .formatted(String.join(" ", command), status));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + ": interrupted", e);
        }
    }
}
