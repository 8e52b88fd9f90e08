package dev.yagura.kernel.linux.shell;

import static dev.yagura.kernel.fixture.FakeLinux.MM;
import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bash with a heap of three pages, the second of which is not there. */
class ShellHistoriesTest {
    private static final long HEAP = 0x50_0000;
    private static final long LAST = HEAP + 0x2000;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long mm;

    @BeforeEach
    void makesShell() {
        new FakeFiles(fake);
        guest.types()
                .more(
                        "mm_struct",
                        128,
                        at(64, "start_brk", U64),
                        at(72, "brk", U64),
                        at(80, "start_stack", U64),
                        at(88, "mm_rb", named("rb_root")))
                .struct("vm_operations_struct", 16, at(8, "name", VOID_POINTER))
                .struct("vm_special_mapping", 16, at(0, "name", new CType.Pointer(CHAR)))
                .struct(
                        "vm_area_struct",
                        128,
                        at(0, "vm_start", U64),
                        at(8, "vm_end", U64),
                        at(16, "vm_rb", named("rb_node")),
                        at(40, "vm_flags", U64),
                        at(48, "vm_pgoff", U64),
                        at(56, "vm_file", pointerTo("file")),
                        at(64, "anon_vma", VOID_POINTER),
                        at(72, "vm_ops", pointerTo("vm_operations_struct")),
                        at(80, "vm_private_data", VOID_POINTER));
        mm = shell(7, "bash");
        entry(HEAP + 0x100, "ls -l", "#1700000001");
    }

    private long shell(int pid, String comm) {
        long process = fake.process(pid, 0, comm);
        long space = guest.allocate(128);
        long heap = guest.allocate(128);
        guest.u64(process + MM, space)
                .u64(space, guest.topTable())
                .u64(space + 64, HEAP)
                .u64(space + 72, LAST + 0x1000)
                .u64(space + 88, heap + 16)
                .u64(heap, HEAP)
                .u64(heap + 8, LAST + 0x1000)
                .u64(heap + 40, 0x73);
        return space;
    }

    /** Writes a command, its time and its entry. */
    private void entry(long gva, String command, String time) {
        guest.u64(gva, gva + 32).u64(gva + 8, gva + 128).u64(gva + 16, 0);
        guest.text(gva + 32, command).text(gva + 128, time);
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "shell-history");
    }

    @Test
    void commandsShowInTheOrderOfTheirTimes() throws IOException {
        entry(LAST + 0x100, "cat /etc/shadow # now", "#1600000000");

        assertThat(shown().lines("pid", "comm", "time", "command", "entry"))
                .containsExactly(
                        "7 bash 2020-09-13T12:26:40Z cat /etc/shadow # now 0x502100",
                        "7 bash 2023-11-14T22:13:21Z ls -l 0x500100");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void commandsOfOneSecondShowInTheOrderOfTheHistory() throws IOException {
        entry(LAST + 0x100, "before", "#1700000001");
        guest.u64(LAST + 0x800, LAST + 0x100).u64(LAST + 0x808, HEAP + 0x100);

        assertThat(shown().lines("command")).containsExactly("before", "ls -l");
    }

    @Test
    void whatOnlyLooksLikeATimeIsNone() throws IOException {
        entry(LAST + 0x100, "a", "#160000000"); // too few digits
        entry(LAST + 0x300, "b", "#16000000001");
        entry(LAST + 0x500, "c", "#16000x0000");
        entry(LAST + 0x700, "d", "1600000000");
        entry(LAST + 0x900, "e", "");
        guest.text(LAST + 0x984, "#1600000000").u64(LAST + 0x908, LAST + 0x984);

        assertThat(shown().lines("command")).containsExactly("ls -l");
    }

    @Test
    void timesAreMarkedByAnyByte() throws IOException {
        entry(LAST + 0x100, "without a prompt", "\0001600000000");
        entry(LAST + 0x300, "histchars='!^/'", "/1600000001");

        assertThat(shown().lines("command"))
                .containsExactly("without a prompt", "histchars='!^/'", "ls -l");
    }

    @Test
    void anEntryOfMemoryThatIsUsedAgainIsNone() throws IOException {
        entry(LAST + 0x100, "gone", "#1600000000");
        guest.u64(LAST + 0x100, 0x1234);

        assertThat(shown().lines("command")).containsExactly("ls -l");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void aCommandOnAPageThatIsNotThereIsAGap() throws IOException {
        entry(LAST + 0x100, "swapped", "#1600000000");
        guest.u64(LAST + 0x100, HEAP + 0x1000);

        assertThat(shown().lines("command")).containsExactly("ls -l");
        assertThat(shown().gaps()).containsExactly("command at 0x501000 of process 7");
    }

    @Test
    void otherProgramsAreNotSearched() throws IOException {
        shell(8, "editor");

        assertThat(shown().lines("pid")).containsExactly("7");
    }

    @Test
    void anEndlessHeapEnds() throws IOException {
        long heap = guest.u64(mm + 88) - 16;
        guest.u64(heap + 8, Long.MAX_VALUE);

        assertThat(shown().lines("command")).containsExactly("ls -l");
    }
}
