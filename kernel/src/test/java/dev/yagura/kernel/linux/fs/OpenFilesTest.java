package dev.yagura.kernel.linux.fs;

import static dev.yagura.kernel.fixture.FakeLinux.FILES;
import static dev.yagura.kernel.fixture.FakeLinux.MM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
    private static final int REGULAR = 0x81A4;
    private static final int FIFO = 0x1180;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private long process;
    private long disk;
    private long root;
    private long rootMount;
    private long passwd;

    @BeforeEach
    void makesProcess() {
        process = fake.process(7, 0, "editor");
        disk = files.filesystem("ext4", 0x80_0001);
        root = files.dentry("/", 0, files.inode(disk, 0x41ED, 2), disk);
        rootMount = files.mount(root, disk, 0, 0, 1);
        long etc = files.dentry("etc", root, files.inode(disk, 0x41ED, 3), disk);
        passwd = files.dentry("passwd", etc, files.inode(disk, REGULAR, 77), disk);
    }

    private Partial<OpenFile> open() throws IOException {
        Linux linux = Linux.of(guest.kernel());
        return OpenFiles.of(linux).of(linux.tasks().processes().getFirst());
    }

    @Test
    void descriptorsAreReadWithPathFlagsAndPosition() throws IOException {
        long file = files.file(rootMount, passwd, 3, 0x8002, 512);
        long table = files.descriptors(process, 64, 0, 0, file);
        guest.u64(guest.u64(table + 16), 0b100);

        OpenFile only = open().complete().getFirst();

        assertThat(only.holder()).isEqualTo("2");
        assertThat(only.pid()).isEqualTo(7);
        assertThat(only.gva()).isEqualTo(file);
        assertThat(only.path()).hasToString("/etc/passwd");
        assertThat(only.flags()).isEqualTo(0x8002 | OpenFile.CLOSE_ON_EXEC);
        assertThat(only.position()).isEqualTo(512);
        assertThat(only.node().number()).isEqualTo(77);
        assertThat(only.node().type()).isEqualTo(FileType.REGULAR);
        assertThat(only.node().device()).hasToString("8:1");
        assertThat(only.node().filesystem()).isEqualTo("ext4");
        assertThat(only.operationsGva()).isEqualTo(FakeGuest.TEXT + 0x100);
    }

    @Test
    void directoriesAndProgramComeFirst() throws IOException {
        files.directories(process, rootMount, root, guest.u64(passwd + 16));
        guest.u64(guest.u64(process + MM) + 40, files.file(rootMount, passwd, 1, 0, 0));
        files.descriptors(process, 8, files.file(rootMount, passwd, 1, 0, 0));

        assertThat(open().complete())
                .extracting(file -> file.holder() + " " + file.path())
                .containsExactly("cwd /etc", "root /", "exe /etc/passwd", "0 /etc/passwd");
    }

    @Test
    void whatHasNoPlaceHasTheNameThatItsFilesystemMakes() throws IOException {
        long[] open = {
            unnamed("pipefs", "", FIFO, 4711),
            unnamed("sockfs", "TCP", 0xC1FF, 12),
            unnamed("anon_inodefs", "[eventpoll]", 0x8180, 9),
            unnamed("pidfs", "x", 0x81C0, 5),
            unnamed("tmpfs", "memfd:payload", REGULAR, 6)
        };
        files.descriptors(process, 64, open);

        assertThat(open().complete())
                .extracting(file -> file.path() + " " + file.node().type().label())
                .containsExactly(
                        "pipe:[4711] fifo",
                        "socket:[12] socket",
                        "anon_inode:[eventpoll] anon",
                        "anon_inode:[pidfd] anon",
                        "/memfd:payload (deleted) reg");
    }

    @Test
    void nameSpacesAreNamedByKindAndNumber() throws IOException {
        long file = unnamed("nsfs", "", 0x8124, 1);
        long namespace = guest.allocate(32);
        long operations = guest.allocate(16);
        guest.u64(operations, files.text("net"))
                .u64(namespace, operations)
                .u32(namespace + 8, 0xf000_0098L)
                .u64(guest.u64(file + 32) + 48, namespace);
        files.descriptors(process, 64, file);

        assertThat(open().complete().getFirst().path()).hasToString("net:[4026531992]");
    }

    @Test
    void descriptorsThatOnlyAThreadHasAreSeen() throws IOException {
        long file = files.file(rootMount, passwd, 1, 0, 0);
        files.descriptors(process, 64, file);
        long thread = fake.thread(8, 7, "helper");
        files.descriptors(thread, 64, 0, file);

        assertThat(open().complete())
                .extracting(found -> found.pid() + "/" + found.tid() + " " + found.holder())
                .containsExactly("7/7 0", "7/8 1");
    }

    @Test
    void taskThatHasClosedEverythingHasNothing() throws IOException {
        guest.u64(process + FILES, 0);

        assertThat(open().complete()).isEmpty();
    }

    @Test
    void hugeTableIsReadAsFarAsItMayBeAndSaidToBeCut() throws IOException {
        long table = files.descriptors(process, 64, files.file(rootMount, passwd, 1, 0, 0));
        guest.u32(table, 0xffff_ffffL);

        Partial<OpenFile> open = open();

        assertThat(open.missing())
                .anySatisfy(missing -> assertThat(missing.why()).contains("max_fds is 4294967295"));
    }

    @Test
    void tableBeyondTheEndOfMemoryIsAGap() throws IOException {
        long file = files.file(rootMount, passwd, 1, 0, 0);
        long table = files.descriptors(process, 1024, file);
        guest.unmap(guest.u64(table + 8) + 4096);

        Partial<OpenFile> open = open();

        assertThat(open.items()).hasSizeLessThanOrEqualTo(1);
        assertThat(open.missing()).hasSize(1);
        assertThat(open.missing().getFirst().what()).isEqualTo("file descriptors of process 7");
    }

    @Test
    void fileThatCannotBeReadLeavesTheOthers() throws IOException {
        long file = files.file(rootMount, passwd, 1, 0, 0);
        long lost = files.file(rootMount, passwd, 1, 0, 0);
        guest.u64(lost + 32, 0);
        files.descriptors(process, 64, 0x4141_4141_4141_4141L, lost, file);

        Partial<OpenFile> open = open();

        assertThat(open.items()).extracting(OpenFile::holder).containsExactly("2");
        assertThat(open.missing())
                .extracting(Partial.Missing::what)
                .containsExactly("process 7, file 0", "process 7, file 1");
    }

    private long unnamed(String filesystem, String name, int mode, long number) {
        long block = files.filesystem(filesystem, 10);
        long top = files.dentry("/", 0, 0, block);
        long dentry = files.dentry(name, 0, files.inode(block, mode, number), block);
        files.nameIsMadeUp(dentry);
        files.delete(dentry);
        return files.file(files.mount(top, block, 0, 0, 9), dentry, 3, 2, 0);
    }
}
