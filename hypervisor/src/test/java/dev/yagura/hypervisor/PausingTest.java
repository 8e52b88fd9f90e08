package dev.yagura.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.ProcFs;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pauses real QEMUs; their state is asked for over a second monitor. */
class PausingTest {
    private static final String CONT = "{\"execute\": \"cont\"}";
    private static final String STOP = "{\"execute\": \"stop\"}";

    @TempDir private Path directory;
    private final QemuGuests guests = new QemuGuests();

    private GuestSource open(TestQemu qemu) throws IOException {
        return guests.open(guests.select(Long.toString(qemu.pid())));
    }

    private TestQemu running() throws IOException {
        TestQemu qemu = TestQemu.start(directory, "-machine", "q35");
        qemu.execute(CONT);
        return qemu;
    }

    @Test
    void pausesAndResumes() throws IOException {
        try (TestQemu qemu = running();
                GuestSource guest = open(qemu)) {
            assertThat(qemu.isRunning()).isTrue();
            guest.pause();
            assertThat(qemu.isRunning()).isFalse();
            assertThat(guest.registers()).hasSize(1).isEqualTo(guest.registers());
            guest.resume();
            assertThat(qemu.isRunning()).isTrue();
        }
    }

    @Test
    void closingResumes() throws IOException {
        try (TestQemu qemu = running()) {
            GuestSource guest = open(qemu);
            guest.pause();
            guest.close();
            assertThat(qemu.isRunning()).isTrue();
        }
    }

    @Test
    void aGuestThatItsOperatorPausedStaysPaused() throws IOException {
        try (TestQemu qemu = running();
                GuestSource guest = open(qemu)) {
            qemu.execute(STOP);
            guest.pause();
            guest.resume();
            assertThat(qemu.isRunning()).isFalse();
        }
    }

    @Test
    void aGuestThatItsOperatorPausedAndLetRunMeanwhileIsReported() throws IOException {
        try (TestQemu qemu = running();
                GuestSource guest = open(qemu)) {
            qemu.execute(STOP);
            guest.pause();
            qemu.execute(CONT);

            var e = catchThrowableOfType(GuestUnavailableException.class, guest::resume);

            assertThat(e.reason()).isEqualTo(Reason.CHANGED);
            assertThat(qemu.isRunning()).isTrue();
        }
    }

    @Test
    void everyHolderLearnsThatThePauseWasNotWhole() throws IOException {
        try (TestQemu qemu = running();
                GuestSource one = open(qemu);
                GuestSource two = open(qemu)) {
            one.pause();
            two.pause();
            qemu.execute(CONT);
            qemu.execute(STOP);

            for (GuestSource guest : List.of(one, two)) {
                var e = catchThrowableOfType(GuestUnavailableException.class, guest::resume);
                assertThat(e.reason()).isEqualTo(Reason.CHANGED);
            }
            assertThat(qemu.isRunning()).as("paused by its operator").isFalse();
        }
    }

    @Test
    void runsAgainOnlyWhenTheLastOfSeveralResumes() throws IOException {
        try (TestQemu qemu = running();
                GuestSource one = open(qemu);
                GuestSource two = open(qemu)) {
            one.pause();
            two.pause();
            one.resume();
            one.resume();
            assertThat(qemu.isRunning()).isFalse();
            two.resume();
            assertThat(qemu.isRunning()).isTrue();
        }
    }

    @Test
    void aResumeBySomebodyElseIsReported() throws IOException {
        try (TestQemu qemu = running();
                GuestSource guest = open(qemu)) {
            guest.pause();
            qemu.execute(CONT);
            qemu.execute(STOP);

            var e = catchThrowableOfType(GuestUnavailableException.class, guest::resume);

            assertThat(e.reason()).isEqualTo(Reason.CHANGED);
            assertThat(e).hasMessageContaining("somebody else resumed it during the pause");
            assertThat(qemu.isRunning()).as("paused by its operator").isFalse();
            guest.resume();
        }
    }

    @Test
    void anInterruptedThreadStillResumes() throws IOException {
        try (TestQemu qemu = running();
                GuestSource guest = open(qemu)) {
            guest.pause();
            Thread.currentThread().interrupt();
            guest.resume();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(qemu.isRunning()).isTrue();
        }
    }

    @Test
    void aGuestThatEndsWhilePausedIsReported() throws Exception {
        try (TestQemu qemu = running()) {
            GuestSource guest = open(qemu);
            guest.pause();
            qemu.kill();
            assertThatThrownBy(guest::resume).isInstanceOf(IOException.class);
            guest.close();
        }
    }

    @Test
    void aResumeThatFailsMayBeTriedAgain() throws Exception {
        QemuGuests impatient =
                new QemuGuests(ProcFs.ofHost(), Optional.empty(), Duration.ofMillis(500));
        try (TestQemu qemu = running();
                GuestSource guest = impatient.open(impatient.select(Long.toString(qemu.pid())))) {
            guest.pause();
            qemu.signal("-STOP");
            try {
                assertThatThrownBy(guest::resume)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("for 500 ms (another client connected?)");
            } finally {
                qemu.signal("-CONT");
            }
            assertThat(qemu.isRunning()).isFalse();
            guest.resume();
            assertThat(qemu.isRunning()).isTrue();
        }
    }

    @Test
    void aSocketThatAnotherClientHoldsIsGivenUpInTime() throws IOException {
        QemuGuests impatient =
                new QemuGuests(ProcFs.ofHost(), Optional.empty(), Duration.ofMillis(100));
        try (TestQemu qemu = TestQemu.start(directory, "-machine", "q35", "-m", "512M");
                SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.connect(UnixDomainSocketAddress.of(qemu.qmpSocket()));
            for (int attempt = 0; attempt < 4; attempt++) { // QEMU queues two of them
                try (GuestSource guest =
                        impatient.open(impatient.select(Long.toString(qemu.pid())))) {
                    assertThat(guest.description().pausable()).isFalse();
                    assertThat(guest.description().access())
                            .contains("layout assumed (no QMP: qmp: " + qemu.qmpSocket())
                            .contains("for 100 ms (another client connected?)");
                }
            }
        }
    }

    /** What an agent is until it is killed: pauses a guest and waits. */
    static final class PauseAndWait {
        private PauseAndWait() {}

        public static void main(String[] arguments) throws IOException {
            QemuGuests guests = QemuGuests.withJournal(Path.of(arguments[0]));
            guests.open(guests.select(arguments[1])).pause();
            System.out.println("paused");
            System.out.flush();
            System.in.read();
        }
    }

    @Test
    void aGuestThatAKilledAgentLeftPausedIsResumedByTheNext() throws Exception {
        Path journal = directory.resolve("journal");
        try (TestQemu qemu = running();
                ChildJvm agent =
                        ChildJvm.start(
                                List.of(),
                                PauseAndWait.class,
                                journal.toString(),
                                "" + qemu.pid())) {
            assertThat(agent.readLine()).isEqualTo("paused");
            QemuGuests next = QemuGuests.withJournal(journal);
            assertThat(next.recover()).as("its agent lives").isEmpty();
            assertThat(qemu.isRunning()).isFalse();

            agent.kill();

            assertThat(next.recover())
                    .containsExactly(
                            "pid %d was left paused by a killed agent; resumed"
                                    .formatted(qemu.pid()));
            assertThat(qemu.isRunning()).isTrue();
            assertThat(next.recover()).isEmpty();
        }
    }

    @Test
    void theJournalIsEmptyAfterAnOrderlyPause() throws IOException {
        Path journal = directory.resolve("journal");
        QemuGuests noting = QemuGuests.withJournal(journal);
        try (TestQemu qemu = running();
                GuestSource guest = noting.open(noting.select(Long.toString(qemu.pid())))) {
            guest.pause();
            assertThat(journal).isDirectoryContaining("glob:**/guest-" + qemu.pid() + "-*");
            guest.resume();
            assertThat(journal).isEmptyDirectory();
        }
    }

    @Test
    void aJournalOfAGuestThatEndedIsClearedAway() throws IOException {
        Path journal = directory.resolve("journal");
        QemuGuests noting = QemuGuests.withJournal(journal);
        Files.writeString(journal.resolve("guest-1-99-agent-1-99"), "/nowhere");
        Files.writeString(journal.resolve("guest-garbage"), "not ours");

        assertThat(noting.recover()).isEmpty();

        assertThat(journal).isDirectoryNotContaining("glob:**/guest-1-*");
    }
}
