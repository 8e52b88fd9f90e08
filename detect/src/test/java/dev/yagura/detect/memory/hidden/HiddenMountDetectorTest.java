package dev.yagura.detect.memory.hidden;

import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A root and a tmpfs on it, in one name space; a mount of the kernel's own. */
class HiddenMountDetectorTest {
    private static final long NAMESPACE = 0;
    private static final long NEXT = 8;
    private static final long PARENT = 16;
    private static final long LIST = 56;
    private static final long HASH = 96;
    private static final long INSTANCE = 112;
    private static final long MOUNTS_OF_BLOCK = 48;
    private static final long BUCKET_BYTES = 8;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final List<Finding> findings = new ArrayList<>();
    private long table;
    private long namespace;
    private long root;
    private long hidden;
    private long disk;
    private long memory;
    private long pipes;

    @BeforeEach
    void mountsATmpfsOnTheRoot() {
        guest.types()
                .more(
                        "mount",
                        128,
                        at(NAMESPACE, "mnt_ns", pointerTo("mnt_namespace")),
                        at(HASH, "mnt_hash", named("hlist_node")),
                        at(INSTANCE, "mnt_instance", named("list_head")))
                .more(
                        "super_block",
                        64,
                        at(32, "s_list", named("list_head")),
                        at(16, "s_root", pointerTo("dentry")),
                        at(MOUNTS_OF_BLOCK, "s_mounts", named("list_head")));
        table = guest.allocate(4 * BUCKET_BYTES);
        pointTo("mount_hashtable", table, 'd');
        long mask = guest.allocate(8);
        guest.u32(mask, 3).symbol("m_hash_mask", mask, 'd');
        long blocks = guest.allocate(16);
        fake.emptyList(blocks);
        guest.symbol("super_blocks", blocks, 'd');

        disk = block(blocks, "ext4", 1);
        memory = block(blocks, "tmpfs", 2);
        pipes = block(blocks, "pipefs", 3);
        long diskRoot = files.dentry("/", 0, 0, disk);
        root = files.mount(diskRoot, disk, 0, 0, 1);
        hidden =
                files.mount(
                        files.dentry("/", 0, 0, memory),
                        memory,
                        root,
                        files.dentry("srv", diskRoot, 0, disk),
                        7);
        long internal = files.mount(files.dentry("/", 0, 0, pipes), pipes, 0, 0, 3);
        namespace = files.namespace(0xf000_0000L, root, hidden);
        guest.u64(root - 32 + NAMESPACE, namespace)
                .u64(hidden - 32 + NAMESPACE, namespace)
                .u64(internal - 32 + NAMESPACE, -22) // MNT_NS_INTERNAL
                .u64(table + 2 * BUCKET_BYTES, hidden - 32 + HASH)
                .u64(hidden - 32 + 88, files.text("none"));
        fake.addTail(disk + MOUNTS_OF_BLOCK, root - 32 + INSTANCE);
        fake.addTail(memory + MOUNTS_OF_BLOCK, hidden - 32 + INSTANCE);
        fake.addTail(pipes + MOUNTS_OF_BLOCK, internal - 32 + INSTANCE);
    }

    private void pointTo(String symbol, long gva, char type) {
        long variable = guest.allocate(8);
        guest.u64(variable, gva).symbol(symbol, variable, type);
    }

    private long block(long blocks, String type, int device) {
        long block = files.filesystem(type, device);
        fake.addTail(blocks, block + 32);
        fake.emptyList(block + MOUNTS_OF_BLOCK);
        return block;
    }

    private ScanReport scan() {
        return Scan.of(
                        List.of(new HiddenMountDetector()),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(guest.kernel()), false), findings::add);
    }

    @Test
    void cleanGuestGivesNothingAndSaysWhatWasSeen() {
        ScanReport report = scan();

        assertThat(findings).isEmpty();
        assertThat(report.isComplete()).isTrue();
        assertThat(report.looked())
                .containsEntry("mounts in the mount hash table", 1L)
                .containsEntry("mounts of filesystems in use", 3L);
    }

    @Test
    void mountMissingFromItsNameSpaceIsFound() {
        fake.unlink(hidden - 32, LIST);

        scan();

        assertThat(findings)
                .extracting(Finding::title)
                .containsExactly(
                        "mount 7 of none (tmpfs) at /srv in mount name space 4026531840 is missing"
                                + " from the list of its name space");
        assertThat(findings.getFirst().evidence().getFirst().describe())
                .contains("0x" + Long.toHexString(hidden - 32))
                .contains("is in mount hash table, mounts of its filesystem and not in");
    }

    @Test
    void mountThatForgotItsNameSpaceIsOnThatOfTheMountBelow() {
        fake.unlink(hidden - 32, LIST);
        guest.u64(hidden - 32 + NAMESPACE, 0);

        scan();

        assertThat(findings).hasSize(1);
    }

    @Test
    void mountThatWasTakenAwayWhileInUseIsNoFinding() {
        fake.unlink(hidden - 32, LIST);
        guest.u64(hidden - 32 + NAMESPACE, 0)
                .u64(hidden - 32 + PARENT, hidden - 32)
                .u64(table + 2 * BUCKET_BYTES, 0);

        scan();

        assertThat(findings).isEmpty();
    }

    /** Since 6.18 a filesystem's mounts are linked by pointers, where a list head was. */
    @Test
    void mountsOfAFilesystemMayBeAChain() {
        guest.types().more("mount", 128, at(NEXT, "mnt_next_for_sb", pointerTo("mount")));
        fake.unlink(hidden - 32, LIST);
        guest.u64(table + 2 * BUCKET_BYTES, 0)
                .u64(disk + MOUNTS_OF_BLOCK, root - 32)
                .u64(memory + MOUNTS_OF_BLOCK, hidden - 32)
                .u64(pipes + MOUNTS_OF_BLOCK, 0);

        ScanReport report = scan();

        assertThat(report.isComplete()).isTrue();
        assertThat(report.looked()).containsEntry("mounts of filesystems in use", 2L);
        assertThat(findings)
                .extracting(Finding::title)
                .singleElement()
                .asString()
                .startsWith("mount 7 of none (tmpfs) at /srv ");
    }

    @Test
    void listThatIsACircleIsAGapAndNoFinding() {
        long node = hidden - 32 + LIST;
        guest.u64(node, node);

        ScanReport report = scan();

        assertThat(findings).isEmpty();
        assertThat(report.isComplete()).isFalse();
    }
}
