package dev.yagura.kernel.linux.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFutexes;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeWaits;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.TaskStruct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitStructuresTest {
    private static final long UNMAPPED = 0xffff_c900_0000_0000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeWaits waits = new FakeWaits(fake);
    private final List<String> found = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private long waiter;
    private long other;

    @BeforeEach
    void startsProcesses() {
        waiter = fake.process(7, 0, "waiter");
        other = fake.process(8, 0, "other");
    }

    /** Walks everything, each thread by itself. */
    private void walk() throws IOException {
        found.clear();
        missing.clear();
        Linux linux = Linux.of(guest.kernel());
        WaitSink sink =
                new WaitSink() {
                    @Override
                    public void waits(WaitKind kind, long taskGva) throws IOException {
                        found.add(kind + " " + linux.tasks().at(taskGva).pid());
                    }

                    @Override
                    public void missing(WaitKind kind, String what, String why) {
                        missing.add("%s %s: %s".formatted(kind, what, why));
                    }
                };
        WaitStructures structures = new WaitStructures(linux, sink);
        structures.ofKernel();
        for (TaskStruct process : linux.tasks().walkProcesses().complete()) {
            for (TaskStruct thread : linux.tasks().walkThreads(process).complete()) {
                structures.of(thread);
            }
        }
    }

    private void walkFinds(String... expected) throws IOException {
        walk();
        assertThat(missing).isEmpty();
        assertThat(found).containsExactlyInAnyOrder(expected);
    }

    private static String hex(long gva) {
        return "0x" + Long.toHexString(gva);
    }

    @Test
    void nobodyMayWait() throws IOException {
        waits.open(other, "pipefifo_fops", waits.pipe());

        walkFinds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"autoremove_wake_function", "default_wake_function"})
    void whoReadsAPipeIsFoundByItsOtherEnd(String function) throws IOException {
        long pipe = waits.pipe();
        waits.open(other, "pipefifo_fops", pipe);
        waits.wait(pipe + FakeWaits.PIPE_READ, waiter, function);

        walkFinds("PIPE 7");
    }

    @Test
    void pipesWithoutANameAreFoundByOperationsOfTheirOwn() throws IOException {
        waits.namelessPipes();
        long nameless = waits.pipe();
        waits.open(other, "pipeanon_fops", nameless);
        waits.wait(nameless + FakeWaits.PIPE_READ, waiter, "default_wake_function");
        long named = waits.pipe();
        waits.open(waiter, "pipefifo_fops", named);
        waits.wait(named + FakeWaits.PIPE_READ, other, "default_wake_function");

        walkFinds("PIPE 7", "PIPE 8");
    }

    @Test
    void fileOfUnknownOperationsIsNoPipe() throws IOException {
        long pipe = waits.pipe();
        waits.open(other, "pipeanon_fops", pipe); // which this kernel does not have
        waits.wait(pipe + FakeWaits.PIPE_READ, waiter, "default_wake_function");

        walkFinds();
    }

    @Test
    void whoWritesAPipeIsFound() throws IOException {
        long pipe = waits.pipe();
        waits.open(other, "pipefifo_fops", pipe);
        waits.wait(pipe + 64, waiter, "autoremove_wake_function");

        walkFinds("PIPE 7");
    }

    @Test
    void whoPollsIsFoundByTheTaskThatPolls() throws IOException {
        long pipe = waits.pipe();
        waits.open(other, "pipefifo_fops", pipe);
        waits.select(pipe + FakeWaits.PIPE_READ, waiter);
        waits.select(pipe + FakeWaits.PIPE_READ, other);

        walkFinds("PIPE 7", "PIPE 8");
    }

    @Test
    void entriesOfOtherFunctionsAreNoTasks() throws IOException {
        long pipe = waits.pipe();
        waits.open(other, "pipefifo_fops", pipe);
        waits.wait(pipe + FakeWaits.PIPE_READ, waiter, "wake_bit_function");
        guest.u64(
                waits.wait(pipe + FakeWaits.PIPE_READ, waiter, "default_wake_function") + 16,
                UNMAPPED);
        waits.wait(pipe + FakeWaits.PIPE_READ, other, "default_wake_function");

        walkFinds("PIPE 8");
    }

    @Test
    void socketsAreFoundByTheTableAndByFiles() throws IOException {
        long listed = waits.socket();
        waits.list(listed, 17);
        waits.wait(listed, waiter, "receiver_wake_function");
        long held = waits.socket();
        waits.open(other, "socket_file_ops", held);
        waits.wait(held, other, "woken_wake_function");

        walkFinds("SOCKET 7", "SOCKET 8");
    }

    @Test
    void queueThatSeveralThingsLeadToIsWalkedOnce() throws IOException {
        long socket = waits.socket();
        waits.list(socket, 17);
        waits.open(waiter, "socket_file_ops", socket);
        waits.open(other, "socket_file_ops", socket);
        waits.wait(socket, waiter, "woken_wake_function");

        walkFinds("SOCKET 7");
    }

    @Test
    void socketThatNobodyHasOpenHasNoQueue() throws IOException {
        waits.list(0, 3);

        walkFinds();
    }

    @Test
    void whoWaitsForEpollIsFoundByWhatItWatches() throws IOException {
        long socket = waits.socket();
        waits.list(socket, 17);
        long eventpoll = waits.eventpoll();
        waits.watch(eventpoll, socket);
        waits.wait(eventpoll + FakeWaits.EPOLL_WAIT, waiter, "ep_autoremove_wake_function");

        walkFinds("EPOLL 7");
    }

    @Test
    void whoWaitsForEpollIsFoundByItsFile() throws IOException {
        long eventpoll = waits.eventpoll();
        waits.open(other, "eventpoll_fops", eventpoll);
        waits.wait(eventpoll + FakeWaits.EPOLL_WAIT, waiter, "default_wake_function");

        walkFinds("EPOLL 7");
    }

    @Test
    void epollInstancesThatWatchEachOtherEnd() throws IOException {
        long first = waits.eventpoll();
        long second = waits.eventpoll();
        waits.open(other, "eventpoll_fops", first);
        waits.watch(second, first + FakeWaits.EPOLL_WAIT);
        waits.watch(first, second + FakeWaits.EPOLL_WAIT);
        waits.wait(second + FakeWaits.EPOLL_WAIT, waiter, "default_wake_function");

        walkFinds("EPOLL 7");
    }

    @Test
    void queueThatLeadsThroughManyEpollInstancesIsFollowedToItsEnd() throws IOException {
        long last = waits.eventpoll();
        waits.open(other, "eventpoll_fops", last);
        for (int i = 0; i < 5000; i++) {
            long next = waits.eventpoll();
            waits.watch(next, last + FakeWaits.EPOLL_WAIT);
            last = next;
        }
        waits.wait(last + FakeWaits.EPOLL_WAIT, waiter, "default_wake_function");

        walkFinds("EPOLL 7");
    }

    @Test
    void terminalsOfDriversNeedNoFile() throws IOException {
        long terminal = waits.terminal(0);
        waits.driver(terminal);
        waits.wait(terminal + FakeWaits.TERMINAL_READ, waiter, "woken_wake_function");

        walkFinds("TERMINAL 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tty_fops", "console_fops"})
    void pseudoTerminalsAreFoundByTheirOtherSide(String operations) throws IOException {
        long slave = waits.terminal(0);
        waits.open(other, operations, waits.terminalFile(waits.terminal(slave)));
        waits.wait(slave + FakeWaits.TERMINAL_READ, waiter, "woken_wake_function");

        walkFinds("TERMINAL 7");
    }

    @Test
    void threadThatWaitsForChildrenIsFoundByItsProcess() throws IOException {
        waits.wait(waits.children(other), waiter, "child_wait_callback");

        walkFinds("CHILD 7");
    }

    @Test
    void futexesOfTheOneTableAreFound() throws IOException {
        waits.futexes().enter(0, waiter);
        waits.futexes().enter(FakeFutexes.BUCKETS - 1, other);
        waits.futexes().enter(5, 0); // a request of io_uring's

        walkFinds("FUTEX 7", "FUTEX 8");
    }

    @Test
    void futexesOfTheTablesOfNodesAreFound() throws IOException {
        waits.futexes().tablesOfNodes();
        waits.futexes().enter(99, waiter);

        walkFinds("FUTEX 7");
    }

    @Test
    void futexesOfAProcessAreFoundOnceForAllItsThreads() throws IOException {
        waits.futexes().tablesOfNodes();
        fake.thread(9, 8, "thread");
        waits.futexes().enterOwn(other, 3, waiter);

        walkFinds("FUTEX 7");
    }

    @Test
    void futexesOfTheTableThatWillTakeTheOthersPlaceAreFound() throws IOException {
        waits.futexes().tablesOfNodes();
        long mm = guest.u64(other + FakeLinux.MM);
        long next = waits.futexes().enterOwn(other, 0, waiter);
        guest.u64(mm + 48, 0).u64(mm + 56, next);

        walkFinds("FUTEX 7");
    }

    @Test
    void queueThatLeadsToItselfIsTold() throws IOException {
        long pipe = waits.pipe();
        waits.open(other, "pipefifo_fops", pipe);
        long entry = waits.wait(pipe + FakeWaits.PIPE_READ, waiter, "default_wake_function");
        guest.u64(entry + FakeWaits.ENTRY, entry + FakeWaits.ENTRY);

        walk();

        assertThat(found).contains("PIPE 7");
        assertThat(missing)
                .containsExactly(
                        "PIPE list at %s: %s, from %s: was met before"
                                .formatted(
                                        hex(pipe + FakeWaits.PIPE_READ + FakeWaits.HEAD),
                                        hex(entry + FakeWaits.ENTRY),
                                        hex(entry + FakeWaits.ENTRY)));
    }

    @Test
    void queueThatLeadsIntoAnotherIsTold() throws IOException {
        long pipe = waits.pipe();
        waits.open(other, "pipefifo_fops", pipe);
        long entry = waits.wait(pipe + FakeWaits.PIPE_READ, waiter, "default_wake_function");
        guest.u64(pipe + 64 + FakeWaits.HEAD, entry + FakeWaits.ENTRY);

        walk();

        assertThat(missing).hasSize(1);
        assertThat(missing.getFirst()).contains("was met before");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xffff_c900_0000_0001L})
    void headThatIsNoPointerIsTold(long pointer) throws IOException {
        guest.u64(waits.children(other) + FakeWaits.HEAD, pointer);

        walk();

        assertThat(missing).hasSize(1);
        assertThat(missing.getFirst())
                .startsWith("CHILD list at ")
                .endsWith("is no address of a node");
    }

    @Test
    void pollerThatIsGoneIsToldAndThoseBehindAreFound() throws IOException {
        waits.wait(waits.children(other), UNMAPPED, "pollwake");
        waits.wait(waits.children(other), waiter, "child_wait_callback");

        walk();

        assertThat(found).contains("CHILD 7");
        assertThat(missing).hasSize(1);
    }

    @Test
    void queueThatChangedWhileItWasReadIsReadAgain() throws IOException {
        long head = waits.children(other) + FakeWaits.HEAD;
        waits.wait(waits.children(other), waiter, "child_wait_callback");
        long first = guest.u64(head);
        guest.u64(head, UNMAPPED);
        guest.beforeNextLooks(() -> guest.u64(head, first));

        walkFinds("CHILD 7");
    }

    @Test
    void tableOfFutexesOfAnOddSizeIsNotRead() throws IOException {
        guest.u64(waits.futexes().data() + 8, 1L << 62);

        walk();

        assertThat(missing).hasSize(1);
        assertThat(missing.getFirst())
                .startsWith("FUTEX futexes: ")
                .contains("are 4611686018427387904, expected a power of two up to 256");
    }

    @Test
    void futexesOfAProcessWithoutEndAreNotRead() throws IOException {
        waits.futexes().tablesOfNodes();
        guest.u32(waits.futexes().enterOwn(other, 3, waiter) + 4, 0xffff_ffffL);

        walk();

        assertThat(missing).hasSize(1);
        assertThat(missing.getFirst()).contains("are 4294967296, expected a power of two up to");
    }

    @Test
    void driverWithTooManyTerminalsIsTold() throws IOException {
        guest.u32(waits.driver(waits.terminal(0)) + 8, 0xffff_ffffL);

        walk();

        assertThat(missing).hasSize(1);
        assertThat(missing.getFirst()).contains("num").contains("4294967295, expected 1048576");
    }

    @Test
    void tablesOfFutexesHaveABoundTogether() throws IOException {
        waits.futexes().tablesOfNodes();
        for (int pid = 100; pid < 105; pid++) {
            long process = fake.process(pid, 0, "many");
            guest.u32(waits.futexes().enterOwn(process, 0, waiter) + 4, 0xf_ffffL);
        }

        walk();

        assertThat(missing).filteredOn(gap -> gap.contains("come after 4194304 others")).hasSize(1);
    }

    @Test
    void pseudoTerminalsMayBeAsManyAsCanBeNumberedBesideOthers() throws IOException {
        waits.driver(waits.terminal(0));
        long pseudo = waits.driver();
        guest.u32(pseudo + 8, 0x10_0000).u64(pseudo + 16, 0);

        walkFinds();
    }

    @Test
    void driversHaveABoundTogether() throws IOException {
        guest.u32(waits.driver(waits.terminal(0)) + 8, 0x8_0000);
        guest.u32(waits.driver(waits.terminal(0)) + 8, 0x8_0001);

        walk();

        assertThat(missing)
                .filteredOn(gap -> gap.contains("expected 1048576 at most, with "))
                .hasSize(1);
    }

    @Test
    void tablesOfDescriptorsHaveABoundTogether() throws IOException {
        for (int pid = 100; pid < 165; pid++) {
            long task = fake.process(pid, 0, "many");
            waits.open(task, "pipefifo_fops", waits.pipe());
            long table = guest.u64(guest.u64(task + FakeLinux.FILES) + 8);
            guest.u32(table, 0x10_0000).u64(table + 8, UNMAPPED + 8L * pid);
        }

        walk();

        assertThat(missing)
                .filteredOn(gap -> gap.contains("come after 0 files in 67108864 descriptors"))
                .hasSize(4); // one for each kind that it may have been of
    }

    @Test
    void fileThatCannotBeReadMayHaveBeenOfAnyKind() throws IOException {
        long array = guest.u64(guest.u64(guest.u64(waitsFile()) + 8) + 8);
        guest.u64(array + 8, UNMAPPED);

        walk();

        assertThat(missing)
                .extracting(gap -> gap.substring(0, gap.indexOf(' ')))
                .containsExactly("PIPE", "SOCKET", "EPOLL", "TERMINAL");
    }

    /** Opens a pipe, and returns where the task's pointer to its files is. */
    private long waitsFile() {
        waits.open(other, "pipefifo_fops", waits.pipe());
        return other + FakeLinux.FILES;
    }
}
