package dev.yagura.hypervisor.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.hypervisor.qmp.QmpException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * QMP by way of libvirt, which holds a guest's only QMP socket: each command runs {@code virsh
 * qemu-monitor-command} once, about 30 ms. Events do not come this way.
 */
final class LibvirtWire implements QmpWire {
    // Not searched for in PATH: the agent may run as root with a user's environment.
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/bin/virsh"), Path.of("/usr/local/bin/virsh"));
    private static final int MAX_ERROR_BYTES = 1024;

    private final QmpAddress.Libvirt guest;
    private final Path program;

    private LibvirtWire(QmpAddress.Libvirt guest, Path program) {
        this.guest = guest;
        this.program = program;
    }

    /** Looks for the program; whether libvirt answers shows with the first command. */
    static LibvirtWire open(QmpAddress.Libvirt guest) throws QmpException {
        for (Path program : PROGRAMS) {
            if (Files.isExecutable(program)) {
                return new LibvirtWire(guest, program);
            }
        }
        throw new QmpException(
                Reason.UNREACHABLE,
                "qmp: the guest is libvirt's, and virsh is missing (apt-get install"
                        + " libvirt-clients)",
                null);
    }

    @Override
    public Map<String, @Nullable Object> call(
            String command, Map<String, ?> arguments, Deadline deadline) throws QmpException {
        // libvirt puts in an id of its own and refuses one that is there already.
        String json = Json.write(Map.of("execute", command, "arguments", arguments));
        ProcessBuilder builder =
                new ProcessBuilder(
                        program.toString(),
                        "-q",
                        "-c",
                        guest.uri(),
                        "qemu-monitor-command",
                        "--domain",
                        guest.uuid(),
                        "--cmd",
                        json);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        try {
            return answer(builder.start(), deadline);
        } catch (MalformedStructureException e) {
            throw new QmpException(
                    Reason.MALFORMED, "qmp: %s: %s".formatted(guest, e.getMessage()), e);
        } catch (QmpException e) {
            throw e;
        } catch (IOException e) {
            throw new QmpException(
                    Reason.UNREACHABLE,
                    "qmp: %s cannot be run: %s".formatted(program, e.getMessage()),
                    e);
        }
    }

    private Map<String, @Nullable Object> answer(Process virsh, Deadline deadline)
            throws IOException {
        Thread.ofVirtual().start(() -> endInTime(virsh, deadline.left()));
        try (InputStream output = virsh.getInputStream();
                InputStream errors = virsh.getErrorStream()) {
            byte[] text = output.readNBytes(Json.MAX_CHARS + 1);
            String problem = new String(errors.readNBytes(MAX_ERROR_BYTES), UTF_8).trim();
            if (text.length > 0 && text[0] == '{') {
                return Json.object("qmp message", new String(text, UTF_8));
            }
            boolean late = !deadline.left().isPositive();
            throw new QmpException(
                    late ? Reason.NO_ANSWER : Reason.UNREACHABLE,
                    late
                            ? "qmp: %s answered nothing for %s".formatted(guest, deadline)
                            : "qmp: %s does not pass it on: %s".formatted(guest, problem),
                    null);
        } finally {
            virsh.destroyForcibly();
        }
    }

    private static void endInTime(Process virsh, Duration left) {
        try {
            if (!virsh.waitFor(left.toMillis(), TimeUnit.MILLISECONDS)) {
                virsh.destroyForcibly();
            }
        } catch (InterruptedException e) {
            virsh.destroyForcibly();
        }
    }

    @Override
    public boolean takeResumed() {
        return false;
    }

    @Override
    public void close() {
        // Nothing lasts longer than a command.
    }
}
