package dev.yagura.kernel.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mounts in a list, as before 6.8. */
class MountsTest {
    private static final long FLAGS = 16;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private long process;
    private long first;
    private long firstRoot;
    private long disk;
    private long diskRoot;
    private long diskMount;

    @BeforeEach
    void mountsDiskOverWhatTheKernelBootedFrom() {
        process = fake.process(1, 0, "init");
        long initial = files.filesystem("rootfs", 2);
        firstRoot = files.dentry("/", 0, 0, initial);
        first = files.mount(firstRoot, initial, 0, 0, 1);
        disk = files.filesystem("ext4", 0x80_0001);
        diskRoot = files.dentry("/", 0, 0, disk);
        diskMount = files.mount(diskRoot, disk, first, firstRoot, 22);
        guest.u64(diskMount - 32 + 88, files.text("/dev/sda1"));
        files.directories(process, diskMount, diskRoot, diskRoot);
    }

    private Partial<MountPoint> mounts(long... seen) throws IOException {
        files.enter(process, files.namespace(0xf000_0001L, seen));
        Mounts mounts = Mounts.of(Linux.of(guest.kernel()));
        return mounts.in(mounts.namespaces().complete().getFirst());
    }

    @Test
    void mountIsReadAsMountinfoHasIt() throws IOException {
        long proc = files.filesystem("proc", 20);
        long point = files.dentry("proc", diskRoot, 0, disk);
        long mount = files.mount(files.dentry("/", 0, 0, proc), proc, diskMount, point, 23);
        guest.u32(mount + FLAGS, 0x100f | 0x20) // shared, nosuid,nodev,noexec,noatime, relatime
                .u32(mount - 32 + 76, 5)
                .u64(proc + 16, 0x10);

        MountPoint found = mounts(first, diskMount, mount).complete().getLast();

        assertThat(found.id()).isEqualTo(23);
        assertThat(found.parentId()).isEqualTo(22);
        assertThat(found.device()).hasToString("0:20");
        assertThat(found.root()).isEqualTo("/");
        assertThat(found.path()).isEqualTo("/proc");
        assertThat(found.options()).isEqualTo("rw,nosuid,nodev,noexec,noatime,relatime");
        assertThat(found.superOptions()).isEqualTo("rw,sync");
        assertThat(found.propagation()).containsExactly("shared:5");
        assertThat(found.filesystem()).isEqualTo("proc");
        assertThat(found.source()).isEqualTo("none");
        assertThat(found.namespace().number()).isEqualTo(4026531841L);
        assertThat(found.namespace().pids()).containsExactly(1);
    }

    @Test
    void partsOfFilesystemsAreNamedFromTheirOwnRoot() throws IOException {
        long part = files.dentry("data", files.dentry("srv", diskRoot, 0, disk), 0, disk);
        long point = files.dentry("mnt", diskRoot, 0, disk);
        long bound = files.mount(part, disk, diskMount, point, 24);
        guest.u32(bound + FLAGS, 0x40);

        MountPoint found = mounts(bound).complete().getFirst();

        assertThat(found.root()).isEqualTo("/srv/data");
        assertThat(found.path()).isEqualTo("/mnt");
        assertThat(found.options()).isEqualTo("ro");
    }

    @Test
    void whatTheRootIsMountedOverIsNotReachable() throws IOException {
        assertThat(mounts(first, diskMount).complete())
                .extracting(mount -> mount.id() + " " + mount.reachable())
                .containsExactly("1 false", "22 true");
    }

    @Test
    void placeOfAReaderIsNoMount() throws IOException {
        long cursor = files.mount(0, 0, 0, 0, 0);
        guest.u32(cursor + FLAGS, 0x1000_0000);

        assertThat(mounts(diskMount, cursor).complete()).hasSize(1);
    }

    @Test
    void processesThatSeeTheSameShareANameSpace() throws IOException {
        long other = fake.process(2, 1, "box");
        fake.process(3, 2, "box child");
        long inner = files.namespace(0xf000_0099L, diskMount);
        files.enter(process, files.namespace(0xf000_0001L, diskMount));
        files.enter(other, inner);
        files.enter(fake.task(3), inner);

        assertThat(Mounts.of(Linux.of(guest.kernel())).namespaces().complete())
                .extracting(namespace -> Long.toHexString(namespace.number()) + namespace.pids())
                .containsExactly("f0000001[1]", "f0000099[2, 3]");
    }

    @Test
    void circleOfMountsIsAGapAndNotReachable() throws IOException {
        long other = files.mount(diskRoot, disk, diskMount, diskRoot, 25);
        guest.u64(diskMount - 32 + 16, other - 32).u64(diskMount - 32 + 24, diskRoot);
        files.directories(process, first, firstRoot, firstRoot);

        Partial<MountPoint> mounts = mounts(diskMount, other);

        assertThat(mounts.items()).isEmpty();
        assertThat(mounts.missing()).hasSize(2);
    }

    @Test
    void listThatLeadsNowhereIsAGap() throws IOException {
        guest.u64(diskMount - 32 + 56, 0);
        long namespace = files.namespace(0xf000_0001L, diskMount);
        files.enter(process, namespace);
        guest.u64(diskMount - 32 + 56, 0xffff_8881_4141_4140L);

        Mounts reader = Mounts.of(Linux.of(guest.kernel()));
        Partial<MountPoint> mounts = reader.in(reader.namespaces().complete().getFirst());

        assertThat(mounts.items()).hasSize(1);
        assertThat(mounts.missing()).hasSize(1);
    }
}
