package dev.yagura.view.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.storage.file.FileGoneException;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which processes are listed, and which are found. */
class ProcTreeTest {
    private final FakeLinux guest = new FakeLinux();

    @BeforeEach
    void processes() {
        guest.process(1, 0, "init");
        guest.process(7, 1, "a (b) c\n\\");
        guest.thread(9, 7, "worker");
    }

    /** Sets what makes a number that of a process, as for those that the fixture makes. */
    private void numberProcesses(int... pids) {
        for (int pid : pids) {
            long number = guest.read(guest.pidSlot(pid));
            guest.guest().u64(number + 16 + 8, guest.task(pid) + FakeLinux.PID_LINKS + 16);
        }
    }

    private StoredFile root() throws IOException {
        return ProcTree.of(Linux.of(guest.guest().kernel())).root();
    }

    private static List<String> numbers(StoredFile folder) throws IOException {
        return folder.entries().stream()
                .map(entry -> entry.name().toString())
                .filter(name -> Character.isDigit(name.charAt(0)))
                .toList();
    }

    private static StoredFile at(StoredFile folder, String... names) throws IOException {
        StoredFile at = folder;
        for (String name : names) {
            at = at.find(FileName.of(name)).orElseThrow();
        }
        return at;
    }

    private static String text(StoredFile file) throws IOException {
        byte[] room = new byte[4096];
        int length = file.read(0, MemorySegment.ofArray(room));
        return new String(room, 0, length, StandardCharsets.UTF_8);
    }

    @Test
    void readdirShowsProcessesAndNotTheirThreads() throws IOException {
        numberProcesses(1, 7);

        assertThat(numbers(root())).containsExactly("1", "7");
        assertThat(numbers(at(root(), "7", "task"))).containsExactly("7", "9");
    }

    @Test
    void aThreadIsFoundByItsNumber() throws IOException {
        numberProcesses(1, 7);

        assertThat(text(at(root(), "9", "comm"))).isEqualTo("worker\n");
        assertThat(text(at(root(), "7", "task", "9", "comm"))).isEqualTo("worker\n");
        assertThat(at(root(), "1", "task").find(FileName.of("9"))).isEmpty();
    }

    @Test
    void aProcessWithoutANumberIsFoundAndNotListed() throws IOException {
        numberProcesses(1, 7);
        guest.guest().u64(guest.pidSlot(7), 0);

        assertThat(numbers(root())).containsExactly("1");
        assertThat(text(at(root(), "7", "comm"))).isEqualTo("a (b) c\n\\\n");
    }

    @Test
    void aProcessThatIsOnNoListIsFoundInTheMemoryOfTasks() throws IOException {
        numberProcesses(1, 7);
        guest.guest().u64(guest.pidSlot(7), 0);
        guest.unlink(guest.task(7), FakeLinux.TASKS);
        guest.unlink(guest.task(7), FakeLinux.SIBLING);

        assertThat(text(at(root(), "7", "comm"))).startsWith("a (b) c");
    }

    @Test
    void numbersThatAreFoundAreInAFileThatIsNotListed() throws IOException {
        numberProcesses(1, 7);
        guest.guest().u64(guest.pidSlot(7), 0);

        assertThat(root().entries()).noneMatch(entry -> entry.name().toString().startsWith("."));
        assertThat(text(at(root(), ".yagura-tasks"))).isEqualTo("3\n1\n7\n9\n");
    }

    @Test
    void whatIsNoNumberOfATaskIsNotThere() throws IOException {
        numberProcesses(1, 7);
        StoredFile root = root();

        for (String name : List.of("0", "8", "007", "4194304", "knark", "..")) {
            assertThat(root.find(FileName.of(name))).as(name).isEmpty();
        }
    }

    @Test
    void threadsThatGoRoundAreAnError() throws IOException {
        numberProcesses(1, 7);
        long node = guest.task(9) + FakeLinux.THREAD_NODE;
        guest.guest().u64(node, node);
        StoredFile threads = at(root(), "7", "task");

        assertThatThrownBy(threads::entries).isInstanceOf(IOException.class);
    }

    @Test
    void numbersWhoseListIsCutAreNoted() throws IOException {
        numberProcesses(1, 7);
        guest.guest().u64(guest.pidSlot(20), 0xffff_9000_0000_0000L);
        ProcTree tree = ProcTree.of(Linux.of(guest.guest().kernel()));

        assertThat(numbers(tree.root())).containsExactly("1", "7");
        assertThat(tree.notes()).anyMatch(note -> note.startsWith("pid numbers, xarray"));
    }

    @Test
    void selfIsWhoeverIsAsked() throws IOException {
        StoredFile root = ProcTree.of(Linux.of(guest.guest().kernel()), 7).root();

        assertThat(at(root, "self").target()).asString().isEqualTo("7");
        assertThat(at(root, "thread-self").target()).asString().isEqualTo("7/task/7");
    }

    @Test
    void whatMemoryDoesNotTellIsAnError() throws IOException {
        numberProcesses(1, 7);
        StoredFile process = at(root(), "7");

        assertThatThrownBy(() -> text(at(process, "status")))
                .isInstanceOf(KernelLayoutException.class)
                .hasMessageContaining("struct task_struct");
    }

    /** What is in memory by the time that a text is made. */
    @Test
    void anotherTaskInAPlaceIsNeverShownAsTheOneThatWasFound() throws IOException {
        numberProcesses(1, 7);
        StoredFile process = at(root(), "7");
        guest.guest()
                .beforeNextLooks(
                        () -> {},
                        () -> guest.guest().u64(guest.task(7) + FakeLinux.STARTED, 12345));

        assertThat(text(at(process, "comm"))).startsWith("a (b) c");
        for (String name : List.of("cmdline", "environ", "oom_adj")) {
            assertThatThrownBy(() -> text(at(process, name)))
                    .as(name)
                    .isInstanceOf(FileGoneException.class)
                    .hasMessageContaining("/proc/7");
        }
        assertThatThrownBy(at(process, "task")::entries).isInstanceOf(FileGoneException.class);
    }

    @Test
    void aProcessThatHasBegunAnotherProgramIsReadAnew() throws IOException {
        numberProcesses(1, 7);
        StoredFile process = at(root(), "7");
        long task = guest.task(7);
        guest.guest()
                .beforeNextLooks(() -> {
                    guest.guest().text(task + FakeLinux.COMM, "next");
                    guest.guest().u64(task + FakeLinux.MM, guest.task(1));
                });

        assertThat(text(at(process, "comm"))).isEqualTo("next\n");
        assertThat(numbers(at(process, "task"))).containsExactly("7", "9");
    }

    @Test
    void aProcessThatBeginsProgramsWithoutEndIsAnError() throws IOException {
        numberProcesses(1, 7);
        StoredFile process = at(root(), "7");
        Runnable change =
                () -> {
                    long memory = guest.task(7) + FakeLinux.MM;
                    guest.guest().u64(memory, guest.read(memory) + 8);
                };
        Runnable[] changes = new Runnable[20];
        Arrays.fill(changes, change);
        guest.guest().beforeNextLooks(changes);

        assertThatThrownBy(() -> text(at(process, "comm"))).isInstanceOf(FileGoneException.class);
    }

    @Test
    void aTaskThatSaysItHasAnotherNumberIsAnErrorWhileTheGuestRuns() throws IOException {
        numberProcesses(1, 7);
        guest.guest().u32(guest.task(7) + FakeLinux.PID, 70);
        StoredFile root = root();

        assertThatThrownBy(() -> root.find(FileName.of("7")))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("is 70, expected 7");
    }
}
