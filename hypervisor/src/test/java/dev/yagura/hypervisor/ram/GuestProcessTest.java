package dev.yagura.hypervisor.ram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.ProcFs;
import dev.yagura.hypervisor.qemu.QemuOptions;
import dev.yagura.hypervisor.qemu.QemuProcess;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Holds on to processes that are no QEMU; nothing here asks what they are. */
class GuestProcessTest {
    private static final ProcFs PROC = ProcFs.ofHost();

    /** A shell that waits for a line, then executes another program in its own process. */
    private static Process shell() throws IOException {
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "echo ready; read line; exec sh -c 'echo executed; read line'")
                        .start();
        assertThat(shell.inputReader().readLine()).isEqualTo("ready");
        return shell;
    }

    private static QemuProcess found(Process process) throws IOException {
        long pid = process.pid();
        QemuOptions options =
                new QemuOptions(
                        "web",
                        "",
                        "x86_64",
                        "pc",
                        OptionalLong.empty(),
                        1,
                        Optional.empty(),
                        List.of(),
                        1,
                        List.of());
        return new QemuProcess(
                pid, PROC.startTicks(pid), 0, PROC.commandLine(pid), options, List.of());
    }

    @Test
    void aProcessThatIsThereIsAlive() throws IOException {
        Process shell = shell();
        try (GuestProcess held = GuestProcess.attach(PROC, found(shell))) {
            assertThat(held.memory()).isPresent();
            assertThat(held.openError()).isZero();
            assertThatCode(held::requireAliveNow).doesNotThrowAnyException();
            assertThatCode(held::requireAlive).doesNotThrowAnyException();
        } finally {
            shell.destroyForcibly().onExit().join();
        }
    }

    @Test
    void noticesTheEnd() throws IOException {
        Process shell = shell();
        try (GuestProcess held = GuestProcess.attach(PROC, found(shell))) {
            shell.destroyForcibly().onExit().join();

            var e = catchThrowableOfType(GuestUnavailableException.class, held::requireAliveNow);
            assertThat(e.reason()).isEqualTo(Reason.GONE);
        }
    }

    @Test
    void noticesThatTheProcessRunsAnotherProgramNow() throws IOException {
        Process shell = shell();
        try (GuestProcess held = GuestProcess.attach(PROC, found(shell))) {
            shell.outputWriter().append('\n').flush();
            assertThat(shell.inputReader().readLine()).isEqualTo("executed");

            assertThatThrownBy(held::requireAliveNow)
                    .hasMessage("qemu %d (web): the guest's process has ended", shell.pid());
        } finally {
            shell.destroyForcibly().onExit().join();
        }
    }

    @Test
    void refusesAProcessThatIsNoLongerTheOneFound() throws IOException {
        Process shell = shell();
        QemuProcess found = found(shell);
        QemuProcess earlier =
                new QemuProcess(
                        found.pid(),
                        found.startTicks() - 1,
                        found.userId(),
                        found.commandLine(),
                        found.options(),
                        List.of());
        try {
            assertThatThrownBy(() -> GuestProcess.attach(PROC, earlier))
                    .isInstanceOf(GuestUnavailableException.class);
        } finally {
            shell.destroyForcibly().onExit().join();
        }
        assertThatThrownBy(() -> GuestProcess.attach(PROC, found))
                .isInstanceOf(GuestUnavailableException.class);
    }
}
