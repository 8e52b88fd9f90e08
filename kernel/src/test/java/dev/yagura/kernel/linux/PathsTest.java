package dev.yagura.kernel.linux;

import static dev.yagura.kernel.fixture.FakeLinux.MM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PathsTest {
    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long process;
    private long file;

    @BeforeEach
    void makesProcess() {
        process = fake.process(1, 0, "init");
        file = guest.allocate(32);
        guest.u64(fake.read(process + MM) + 40, file);
    }

    private String path() throws IOException {
        Tasks tasks = Linux.of(guest.kernel()).tasks();
        return tasks.executable(tasks.processes().getFirst()).orElseThrow();
    }

    private long dentry(String name, long parent) {
        long gva = guest.allocate(64);
        long text = guest.allocate(name.length() + 1);
        guest.text(text, name)
                .u64(gva + 8, 1) // hashed
                .u64(gva + 16, parent == 0 ? gva : parent)
                .u32(gva + 28, name.length())
                .u64(gva + 32, text);
        return gva;
    }

    /** Returns the address of the mount's {@code struct vfsmount}, as others point to it. */
    private long mount(long root, long parent, long mountpoint) {
        long gva = guest.allocate(64);
        guest.u64(gva + 32, root)
                .u64(gva + 16, parent == 0 ? gva : parent - 32)
                .u64(gva + 24, mountpoint);
        return gva + 32;
    }

    private void open(long mount, long dentry) {
        guest.u64(file + 16, mount).u64(file + 24, dentry);
    }

    @Test
    void goesUpThroughMounts() throws IOException {
        long root = dentry("/", 0);
        long rootMount = mount(root, 0, root);
        long usr = dentry("usr", root);
        long usrRoot = dentry("/", 0);
        long usrMount = mount(usrRoot, rootMount, usr);
        open(usrMount, dentry("busybox", dentry("bin", usrRoot)));

        assertThat(path()).isEqualTo("/usr/bin/busybox");
    }

    @Test
    void bindMountEndsAtItsOwnRoot() throws IOException {
        long root = dentry("/", 0);
        long rootMount = mount(root, 0, root);
        long home = dentry("home", root);
        long bound = dentry("deep", dentry("other", root));
        open(mount(bound, rootMount, home), dentry("tool", bound));

        assertThat(path()).isEqualTo("/home/tool");
    }

    @Test
    void deletedFilesAreMarked() throws IOException {
        long root = dentry("/", 0);
        long gone = dentry("gone", root);
        guest.u64(gone + 8, 0);
        open(mount(root, 0, root), gone);

        assertThat(path()).isEqualTo("/gone (deleted)");
    }

    @Test
    void filesThatNeverHadANameHaveOneMadeUp() throws IOException {
        long memfd = dentry("memfd:x", 0);
        long operations = guest.allocate(16);
        guest.u64(memfd + 40, operations).u64(operations + 8, FakeGuest.TEXT).u64(memfd + 8, 0);
        long root = dentry("/", 0);
        open(mount(root, 0, root), memfd);

        assertThat(path()).isEqualTo("/memfd:x (deleted)");
    }

    @Test
    void circleOfParentsIsRefused() {
        long root = dentry("/", 0);
        long a = dentry("a", root);
        long b = dentry("b", a);
        guest.u64(a + 16, b);
        open(mount(root, 0, root), b);

        assertThatThrownBy(this::path)
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageEndingWith(
                        "d_parent at 0x10 leads back to where it was, or to more than 4096 ancestors");
    }

    @Test
    void circleOfMountsIsRefused() {
        long root = dentry("/", 0);
        long first = mount(root, 0, root);
        long second = mount(root, first, root);
        guest.u64(first - 32 + 16, second - 32);
        open(first, root);

        assertThatThrownBy(this::path).isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void hugeNameIsRefused() {
        long root = dentry("/", 0);
        long file = dentry("x", root);
        guest.u32(file + 28, 0xffff_ffffL);
        open(mount(root, 0, root), file);

        assertThatThrownBy(this::path)
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageEndingWith("d_name.len at 0x1c is 4294967295, expected 0..255");
    }
}
