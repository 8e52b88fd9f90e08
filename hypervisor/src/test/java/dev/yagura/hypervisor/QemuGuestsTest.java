package dev.yagura.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.PhysicalMemory.Read;
import dev.yagura.memory.VcpuRegisters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads real QEMUs and compares with what QEMU's own {@code pmemsave} gives. */
class QemuGuestsTest {
    /** Far more than it takes; a machine in use needs its time to end a process. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int PATTERN_BYTES = 3 << 20;
    private static final long LOW = 0x100000;
    private static final long HIGH = 0x1_0000_0000L;

    /** Part of every name, as other guests of the host may have any other. */
    private static final String MARK = "-" + ProcessHandle.current().pid();

    @TempDir private Path directory;
    private final QemuGuests guests = new QemuGuests();
    private byte[] pattern = {};

    @BeforeEach
    void writePattern() throws IOException {
        TestQemu.require();
        pattern = new byte[PATTERN_BYTES];
        new Random(42).nextBytes(pattern);
        Files.write(directory.resolve("pattern"), pattern);
    }

    /** Makes QEMU load the pattern into guest memory at reset. */
    private String[] withPattern(long gpa, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of(
                        "-device",
                        "loader,force-raw=on,addr=0x%x,file=%s"
                                .formatted(gpa, directory.resolve("pattern"))));
        return all.toArray(String[]::new);
    }

    private GuestSource open(TestQemu qemu) throws IOException {
        return guests.open(guests.select(Long.toString(qemu.pid())));
    }

    static List<Arguments> backings() {
        return List.of(
                Arguments.of(
                        "memory file",
                        List.of(
                                "-machine",
                                "q35,memory-backend=m0",
                                "-object",
                                "memory-backend-file,id=m0,size=512M,share=on,mem-path=DIR/ram")),
                Arguments.of(
                        "memfd",
                        List.of(
                                "-machine",
                                "q35,memory-backend=m0",
                                "-object",
                                "memory-backend-memfd,id=m0,size=512M")),
                Arguments.of("process_vm_readv", List.of("-machine", "q35", "-m", "512M")),
                Arguments.of(
                        "process_vm_readv",
                        List.of(
                                "-machine",
                                "q35,memory-backend=m0",
                                "-object",
                                "memory-backend-file,id=m0,size=512M,share=off,mem-path=DIR/ram")),
                Arguments.of(
                        "process_vm_readv",
                        List.of("-machine", "q35", "-m", "512M", "-mem-path", "DIR/ram")),
                Arguments.of(
                        "",
                        List.of(
                                "-machine",
                                "q35",
                                "-m",
                                "512M",
                                "-object",
                                "memory-backend-memfd,id=n0,size=256M",
                                "-object",
                                "memory-backend-ram,id=n1,size=256M",
                                "-numa",
                                "node,memdev=n0",
                                "-numa",
                                "node,memdev=n1")));
    }

    @ParameterizedTest
    @MethodSource("backings")
    void readsTheSameBytesAsQemuWhateverBacksRam(String access, List<String> arguments)
            throws IOException {
        String[] here =
                arguments.stream()
                        .map(argument -> argument.replace("DIR", directory.toString()))
                        .toArray(String[]::new);
        // Across the border of the two NUMA nodes, where there are two.
        long gpa = (256 << 20) - PATTERN_BYTES / 2;
        String[] all = withPattern(gpa, here);
        try (TestQemu qemu = TestQemu.start(directory, all);
                GuestSource guest = open(qemu)) {
            assertThat(guest.description().access()).startsWith(access);
            assertThat(guest.description().ram())
                    .containsExactly(new GpaRange(0, 0xc0000), new GpaRange(LOW, 512 << 20));
            byte[] read = new byte[PATTERN_BYTES];
            guest.memory().read(gpa, MemorySegment.ofArray(read));
            assertThat(read).isEqualTo(pattern).isEqualTo(qemu.savedMemory(gpa, PATTERN_BYTES));
        }
    }

    @Test
    void appliesTheHoleBelowFourGiB() throws IOException {
        String[] arguments = withPattern(HIGH + 0x1000, "-machine", "q35", "-m", "3G", "-smp", "2");
        try (TestQemu qemu = TestQemu.start(directory, arguments);
                GuestSource guest = open(qemu)) {
            GuestDescription description = guest.description();
            assertThat(description.ram())
                    .containsExactly(
                            new GpaRange(0, 0xc0000),
                            new GpaRange(LOW, 2L << 30),
                            new GpaRange(HIGH, HIGH + (1L << 30)));
            assertThat(description.vcpus()).isEqualTo(2);
            assertThat(description.pausable()).isTrue();
            assertThat(description.registersAvailable()).isTrue();

            PhysicalMemory memory = guest.memory();
            byte[] read = new byte[PATTERN_BYTES];
            memory.read(HIGH + 0x1000, MemorySegment.ofArray(read));
            assertThat(read).isEqualTo(pattern);
            assertThat(memory.isLive()).isTrue();

            var hole =
                    catchThrowableOfType(
                            MemoryHoleException.class,
                            () -> memory.read((2L << 30) - 8, MemorySegment.ofArray(new byte[16])));
            assertThat(hole.gpa()).isEqualTo(2L << 30);
        }
    }

    @Test
    void readsAFiveGiBGuestOfTheOlderMachine() throws IOException {
        String[] arguments =
                withPattern(
                        HIGH,
                        "-machine",
                        "pc,memory-backend=m0",
                        "-object",
                        "memory-backend-memfd,id=m0,size=5G");
        try (TestQemu qemu = TestQemu.start(directory, arguments);
                GuestSource guest = open(qemu)) {
            assertThat(guest.description().ram()).endsWith(new GpaRange(HIGH, HIGH + (2L << 30)));
            byte[] read = new byte[PATTERN_BYTES];
            guest.memory().read(HIGH, MemorySegment.ofArray(read));
            assertThat(read).isEqualTo(pattern);
        }
    }

    @ParameterizedTest
    @MethodSource("backings")
    void readsBatchesIntoHeapAndNativeMemory(String access, List<String> arguments)
            throws IOException {
        String[] here =
                arguments.stream()
                        .map(argument -> argument.replace("DIR", directory.toString()))
                        .toArray(String[]::new);
        try (TestQemu qemu = TestQemu.start(directory, withPattern(LOW, here));
                GuestSource guest = open(qemu);
                Arena arena = Arena.ofConfined()) {
            List<Read> reads = new ArrayList<>();
            for (int page = 0; page < 700; page++) {
                MemorySegment destination =
                        page % 2 == 0
                                ? arena.allocate(4096)
                                : MemorySegment.ofArray(new byte[4096]);
                reads.add(new Read(LOW + page * 4096L, destination));
            }
            Read hole = new Read(0xb_ffff, MemorySegment.ofArray(new byte[2]));
            reads.add(100, hole);

            assertThat(guest.memory().readBatch(reads)).containsExactly(hole);

            reads.remove(hole);
            for (Read read : reads) {
                int at = (int) (read.gpa() - LOW);
                assertThat(
                                read.destination()
                                        .mismatch(MemorySegment.ofArray(pattern).asSlice(at, 4096)))
                        .as("page at 0x%x by %s", read.gpa(), access)
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void readsRegistersOfEveryVcpu() throws IOException {
        try (TestQemu qemu = TestQemu.start(directory, "-machine", "q35", "-smp", "3");
                GuestSource guest = open(qemu)) {
            assertThat(guest.registers())
                    .hasSize(3)
                    .contains(new VcpuRegisters(2, 0xfff0, 0x60000010, 0, 0, 0, 0));
        }
    }

    @Test
    void worksWithoutQmpAndSaysSo() throws IOException {
        String[] arguments = withPattern(HIGH, "-machine", "q35", "-m", "3G", "-smp", "2");
        try (TestQemu qemu = TestQemu.startWithoutQmp(directory, arguments);
                GuestSource guest = open(qemu)) {
            GuestDescription description = guest.description();
            assertThat(description.access())
                    .startsWith("process_vm_readv; layout assumed (no QMP: ")
                    .contains("no QMP socket (-qmp unix:PATH,server=on,wait=off)");
            assertThat(description.pausable()).isFalse();
            assertThat(description.vcpus()).isEqualTo(2);
            assertThat(guest.registers()).isEmpty();
            assertThatThrownBy(guest::pause).isInstanceOf(UnsupportedOperationException.class);
            byte[] read = new byte[PATTERN_BYTES];
            guest.memory().read(HIGH, MemorySegment.ofArray(read));
            assertThat(read).isEqualTo(pattern);
        }
    }

    @Test
    void listsAndSelectsByNamePidIdAndSocket() throws IOException {
        try (TestQemu qemu =
                TestQemu.start(
                        directory,
                        "-machine",
                        "q35",
                        "-name",
                        "guest=web one" + MARK + ",debug-threads=on")) {
            String id = "web_one" + MARK + "-" + qemu.pid();

            assertThat(guests.guests())
                    .filteredOn(guest -> guest.pid() == qemu.pid())
                    .singleElement()
                    .satisfies(guest -> {
                        assertThat(guest.name()).isEqualTo("web one" + MARK);
                        assertThat(guest.id()).isEqualTo(id);
                    });
            for (String selector :
                    List.of("web one" + MARK, id, "" + qemu.pid(), "qmp:" + qemu.qmpSocket())) {
                assertThat(guests.select(selector).pid()).as(selector).isEqualTo(qemu.pid());
            }
            guests.open(id).close();
        }
    }

    /** A command of a peer asks several times; QEMU's monitor is slow and serves one client. */
    @Test
    void aDescriptionIsGoodForAWhile() throws Exception {
        GuestDescription described;
        try (TestQemu qemu = TestQemu.start(directory, "-machine", "q35")) {
            QemuProcess process = guests.select("" + qemu.pid());
            described = guests.describe(process);
            assertThat(described.pausable()).isTrue();
            qemu.signal("-STOP");
            try {
                assertThat(guests.guests()).contains(described);
                assertThat(new QemuGuests().guests())
                        .as("whoever has not asked before")
                        .doesNotContain(described);
            } finally {
                qemu.signal("-CONT");
            }
        }
        assertThat(guests.guests()).as("once it has ended").doesNotContain(described);
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() throws IOException {
        try (TestQemu qemu = TestQemu.start(directory, "-name", "web" + MARK)) {
            var e =
                    catchThrowableOfType(
                            GuestUnavailableException.class, () -> guests.select("nope" + MARK));

            assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
            assertThat(e)
                    .hasMessageStartingWith(
                            "guest: nope" + MARK + " is not running here; running are: ")
                    .hasMessageContaining("web%s (pid %d)".formatted(MARK, qemu.pid()));
            assertThatThrownBy(() -> guests.select("qmp:" + directory.resolve("other")))
                    .isInstanceOf(GuestUnavailableException.class);
            assertThatThrownBy(() -> guests.open("qmp:" + qemu.qmpSocket()))
                    .isInstanceOf(NoSuchGuestException.class);
        }
    }

    @Test
    void aSelectionServesNoOtherGuest() throws IOException {
        Path second = Files.createDirectory(directory.resolve("second"));
        try (TestQemu one = TestQemu.start(directory, "-name", "one" + MARK);
                TestQemu two = TestQemu.start(second, "-name", "two" + MARK)) {
            var selected =
                    guests.only(List.of("one" + MARK, "nope" + MARK, "qmp:" + one.qmpSocket()));

            assertThat(selected.guests())
                    .extracting(GuestDescription::pid)
                    .containsExactly(one.pid());
            selected.open("one" + MARK + "-" + one.pid()).close();
            assertThatThrownBy(() -> selected.open("two" + MARK + "-" + two.pid()))
                    .isInstanceOf(NoSuchGuestException.class);
        }
    }

    @Test
    void twoGuestsOfOneNameAreNotMixedUp() throws IOException {
        Path second = Files.createDirectory(directory.resolve("second"));
        try (TestQemu one = TestQemu.start(directory, "-name", "twin" + MARK);
                TestQemu two = TestQemu.start(second, "-name", "twin" + MARK)) {
            var e =
                    catchThrowableOfType(
                            GuestUnavailableException.class, () -> guests.select("twin" + MARK));

            assertThat(e.reason()).isEqualTo(Reason.AMBIGUOUS);
            assertThat(e).hasMessageContainingAll("" + one.pid(), "" + two.pid());
            assertThat(guests.select("qmp:" + two.qmpSocket()).pid()).isEqualTo(two.pid());
        }
    }

    @ParameterizedTest
    @MethodSource("backings")
    void aGuestThatEndsIsNeverReadAsIfItLived(String access, List<String> arguments)
            throws Exception {
        String[] here =
                arguments.stream()
                        .map(argument -> argument.replace("DIR", directory.toString()))
                        .toArray(String[]::new);
        try (TestQemu qemu = TestQemu.start(directory, here);
                GuestSource guest = open(qemu)) {
            MemorySegment page = MemorySegment.ofArray(new byte[4096]);
            guest.memory().read(0, page);

            qemu.kill();

            long noticedBy = System.nanoTime() + PATIENCE.toNanos();
            GuestUnavailableException gone = null;
            while (gone == null && System.nanoTime() < noticedBy) {
                try {
                    guest.memory().read(0, page);
                } catch (GuestUnavailableException e) {
                    gone = e;
                }
            }
            assertThat(gone).as(access).isNotNull();
            assertThat(gone.reason()).isEqualTo(Reason.GONE);
            assertThat(gone).hasMessageContaining("the guest's process has ended");
            assertThatThrownBy(guest::registers).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aMemoryFileThatIsCutIsAnErrorNotACrash() throws IOException {
        String[] arguments = {
            "-machine",
            "q35,memory-backend=m0",
            "-object",
            "memory-backend-file,id=m0,size=512M,share=on,mem-path=" + directory.resolve("ram")
        };
        try (TestQemu qemu = TestQemu.start(directory, arguments);
                GuestSource guest = open(qemu)) {
            try (var file =
                    Files.newByteChannel(
                            directory.resolve("ram"), java.nio.file.StandardOpenOption.WRITE)) {
                file.truncate(1 << 20);
            }

            var e =
                    catchThrowableOfType(
                            GuestUnavailableException.class,
                            () -> guest.memory().read(2 << 20, MemorySegment.ofArray(new byte[8])));
            assertThat(e.reason()).isEqualTo(Reason.CHANGED);
            assertThat(e)
                    .hasMessage(
                            "memory file %s: offset 0x200000 is past the file's end, expected guest RAM (was the file cut?)"
                                    .formatted(directory.resolve("ram")));
        }
    }

    @Test
    void readingASparseMemfdDoesNotFillIt() throws IOException {
        try (TestQemu qemu =
                        TestQemu.start(
                                directory,
                                "-machine",
                                "q35,memory-backend=m0",
                                "-object",
                                "memory-backend-memfd,id=m0,size=512M");
                GuestSource guest = open(qemu)) {
            MemorySegment all = MemorySegment.ofArray(new byte[64 << 20]);
            guest.memory().read(LOW, all);

            assertThat(all.asSlice(0, 8).get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isZero();
            String rss =
                    Files.readString(Path.of("/proc/" + qemu.pid() + "/status"))
                            .lines()
                            .filter(line -> line.startsWith("RssShmem:"))
                            .findFirst()
                            .orElseThrow();
            long kib = Long.parseLong(rss.replaceAll("\\D", ""));
            assertThat(kib).isLessThan(16 << 10);
        }
    }

    @Test
    void aClosedGuestGivesNothing() throws IOException {
        try (TestQemu qemu = TestQemu.start(directory, "-machine", "q35")) {
            GuestSource guest = open(qemu);
            guest.close();
            guest.close();

            assertThatThrownBy(() -> guest.memory().read(0, MemorySegment.ofArray(new byte[8])))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("its memory was closed");
        }
    }
}
