package dev.yagura.view.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeCache;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTypes;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.file.FileGoneException;
import dev.yagura.storage.file.Origin;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk for a root, and a tmpfs on {@code /run}. */
class GuestTreeTest {
    private static final int UUID = 64;
    private static final int DEVICE = 80;
    private static final int CHILDREN = 80;
    private static final int SIBLING = 88;
    private static final int NUMBER = 16;
    private static final int SIZE = 24;
    private static final int LINKS = 32;
    private static final int MODIFIED = 160;
    private static final int CHANGED = 168;
    private static final int DIRECTORY = 0x41ed;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final FakeCache cache = new FakeCache(fake, files);
    private final FakeDisk disk = new FakeDisk();
    private final List<Long> mounts = new ArrayList<>();
    private long process;
    private long root;
    private long rootName;
    private long memory;
    private long memoryName;

    @BeforeEach
    void mountsTmpfsOnDisk() {
        FakeTypes types = guest.types();
        types.more(
                "super_block",
                96,
                FakeTypes.at(UUID, "s_uuid", FakeTypes.named("uuid_t")),
                FakeTypes.at(DEVICE, "s_bdev", FakeTypes.VOID_POINTER));
        types.struct("uuid_t", 16, FakeTypes.at(0, "b", FakeTypes.array(FakeTypes.U8, 16)));
        types.more(
                "dentry",
                104,
                FakeTypes.at(CHILDREN, "d_children", FakeTypes.named("hlist_head")),
                FakeTypes.at(SIBLING, "d_sib", FakeTypes.named("hlist_node")));
        types.more(
                "inode",
                256,
                FakeTypes.at(MODIFIED, "i_mtime_sec", FakeTypes.S64),
                FakeTypes.at(CHANGED, "i_ctime_sec", FakeTypes.S64));
        process = fake.process(1, 0, "init");
        root = filesystem("ext4", 0x80_0001);
        guest.u64(root + DEVICE, 0x1000);
        for (int i = 0; i < 16; i++) {
            guest.bytes(root + UUID + i, (byte) (i + 1));
        }
        long rootInode = cache.file(root, FakeDisk.ROOT, 0);
        guest.u32(rootInode, DIRECTORY);
        rootName = cache.name(rootInode, "/", 0);
        mount(root, rootName, 0);
        memory = filesystem("tmpfs", 25);
        long memoryRoot = cache.file(memory, 1, 0);
        guest.u32(memoryRoot, DIRECTORY);
        memoryName = cache.name(memoryRoot, "/", 0);
        mount(memory, memoryName, directory(root, 12, "run", rootName));
    }

    private long filesystem(String type, int device) {
        long block = guest.allocate(128);
        long kind = guest.allocate(16);
        guest.u32(block, device).u64(block + 8, kind).u64(kind, files.text(type));
        fake.emptyList(block + FakeCache.INODES);
        return block;
    }

    private void mount(long filesystem, long rootOf, long on) {
        long parent = mounts.isEmpty() ? 0 : mounts.getFirst();
        mounts.add(files.mount(rootOf, filesystem, parent, on, 20 + mounts.size()));
    }

    private long directory(long filesystem, long number, String name, long parent) {
        long inode = cache.file(filesystem, number, 0);
        guest.u32(inode, DIRECTORY);
        return name(inode, name, parent);
    }

    private long file(long filesystem, long number, long size, String name, long parent) {
        long inode = cache.file(filesystem, number, size);
        name(inode, name, parent);
        return inode;
    }

    private long name(long inode, String name, long parent) {
        return inParent(cache.name(inode, name, parent), parent);
    }

    private long inParent(long dentry, long parent) {
        guest.u64(dentry + SIBLING, guest.u64(parent + CHILDREN));
        guest.u64(parent + CHILDREN, dentry + SIBLING);
        return dentry;
    }

    private GuestTree tree() throws IOException {
        files.enter(
                process,
                files.namespace(
                        0xf000_0001L, mounts.stream().mapToLong(Long::longValue).toArray()));
        files.directories(process, mounts.getFirst(), rootName, rootName);
        return GuestTree.of(Linux.of(guest.kernel()), List.of(disk.found()));
    }

    private Optional<StoredFile> find(String path) throws IOException {
        return new PathResolver(tree()).find(path).map(PathResolver.Found::file);
    }

    private StoredFile file(String path) throws IOException {
        return find(path).orElseThrow();
    }

    private static String content(StoredFile file) throws IOException {
        byte[] bytes = new byte[(int) file.attributes().sizeBytes()];
        assertThat(file.read(0, MemorySegment.ofArray(bytes))).isEqualTo(bytes.length);
        return new String(bytes, US_ASCII);
    }

    private static List<String> names(StoredFile directory) throws IOException {
        return directory.entries().stream().map(entry -> entry.name().toString()).toList();
    }

    private List<String> gaps() throws IOException {
        return tree().unmounted().stream()
                .filter(Unmounted::isGap)
                .map(gone -> gone.what() + ": " + gone.why())
                .toList();
    }

    private static byte[] bytes(int length, char value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void filesThatAreInMemoryOnlyAreRead() throws IOException {
        long inode = file(memory, 3, 4100, "utmp", memoryName);
        long node = cache.node(inode);
        cache.page(inode, node, 1, "end!");

        StoredFile found = file("/run/utmp");

        assertThat(content(found)).isEqualTo("\0".repeat(4096) + "end!");
        assertThat(found.origin()).isEqualTo(Origin.MEMORY);
        assertThat(names(file("/run"))).containsExactly("utmp");
        assertThat(gaps()).isEmpty();
        assertThat(tree().mounts()).containsExactly("/: ext4 \"fake\" on disk0", "/run: tmpfs");
    }

    @Test
    void pagesInMemoryStandBeforeTheDisks() throws IOException {
        disk.file("log", 13, bytes(8192, 'd'));
        long inode = file(root, 13, 8192, "log", rootName);
        guest.u64(inode + MODIFIED, 7);
        cache.page(inode, cache.node(inode), 0, "new");

        StoredFile found = file("/log");

        assertThat(content(found)).startsWith("new\0").endsWith("d".repeat(4096));
        assertThat(found.attributes().modified()).hasToString("1970-01-01T00:00:07Z");
        assertThat(found.origin()).isEqualTo(Origin.DISK_AND_MEMORY);
    }

    @Test
    void blocksInMemoryStandBeforeTheDisks() throws IOException {
        disk.file("log", 13, bytes(4096, 'd'));
        long inode = file(root, 13, 4096, "log", rootName);
        cache.inPart(cache.page(inode, cache.node(inode), 0, "new"), true, false);

        assertThat(content(file("/log"))).startsWith("new\0").endsWith("d".repeat(2048));
    }

    @Test
    void whereTheRestIsOnDiskMayHaveChanged() throws IOException {
        disk.file("log", 13, bytes(8192, 'd'));
        long inode = file(root, 13, 8192, "log", rootName);
        guest.u64(inode + CHANGED, 7);
        cache.page(inode, cache.node(inode), 0, "new");
        StoredFile found = file("/log");

        assertThatThrownBy(() -> content(found)).hasMessageContaining("may have changed since");
    }

    @Test
    void whatMemoryDoesNotKnowIsTheDisks() throws IOException {
        disk.file("cold", 14, bytes(10, 'c'));

        assertThat(content(file("/cold"))).isEqualTo("cccccccccc");
        assertThat(file("/cold").origin()).isEqualTo(Origin.DISK);
    }

    @Test
    void namesAreThoseOfMemoryWhereItKnowsThem() throws IOException {
        disk.file("kept", 13, bytes(1, 'k'))
                .file("removed", 14, bytes(1, 'r'))
                .file("unlinked", 15, bytes(1, 'u'))
                .file("before", 16, bytes(1, 'b'));
        file(root, 20, 0, "created", rootName);
        inParent(files.dentry("removed", rootName, 0, root), rootName);
        guest.u32(cache.file(root, 15, 1) + LINKS, 0);
        file(root, 16, 1, "after", rootName);

        assertThat(names(file("/"))).containsExactly("kept", "after", "created", "run");
        assertThat(find("/removed")).isEmpty();
        assertThat(find("/unlinked")).isEmpty();
        assertThat(find("/before")).isEmpty();
        assertThat(file("/after").attributes().inode()).isEqualTo(16);
        assertThat(file("/created").origin()).isEqualTo(Origin.MEMORY);
    }

    @Test
    void nameThatLeftTheCacheSaysNothing() throws IOException {
        disk.file("kept", 13, bytes(1, 'k'));
        files.delete(inParent(files.dentry("kept", rootName, 0, root), rootName));

        assertThat(find("/kept")).isPresent();
    }

    @Test
    void pageInSwapIsNotZeros() throws IOException {
        long inode = file(memory, 3, 4096, "out", memoryName);
        cache.slot(cache.node(inode), 0, 0x1235);
        guest.u64(inode + FakeCache.DATA + 24, 1);
        StoredFile found = file("/run/out");

        assertThatThrownBy(() -> content(found))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("in swap space");
    }

    @Test
    void whatIsNeitherInMemoryNorOnDiskIsNotZeros() throws IOException {
        disk.file("grown", 13, bytes(10, 'd'));
        file(root, 13, 5000, "grown", rootName);
        file(root, 20, 10, "created", rootName);
        StoredFile grown = file("/grown");
        StoredFile created = file("/created");

        assertThatThrownBy(() -> content(grown)).hasMessageContaining("past the disk's end");
        assertThatThrownBy(() -> content(created)).hasMessageContaining("neither in memory");
    }

    @Test
    void fileThatWasDeletedSinceIsGone() throws IOException {
        long inode = file(memory, 3, 4, "short", memoryName);
        StoredFile found = file("/run/short");
        guest.u64(inode + NUMBER, 99);

        assertThatThrownBy(() -> content(found)).isInstanceOf(FileGoneException.class);
    }

    @Test
    void fileThatMemoryHasLetGoIsReadFromTheDisk() throws IOException {
        disk.file("kept", 13, bytes(4, 'k')).file("newer", 14, bytes(4, 'n'));
        long kept = file(root, 13, 4, "kept", rootName);
        cache.page(kept, cache.node(kept), 0, "kkkk");
        long newer = file(root, 14, 5, "newer", rootName);
        StoredFile first = file("/kept");
        StoredFile second = file("/newer");
        guest.u64(kept + NUMBER, 99).u64(newer + NUMBER, 98);

        assertThat(content(first)).isEqualTo("kkkk");
        assertThatThrownBy(() -> content(second)).hasMessageContaining("gone from memory");
    }

    @Test
    void fileThatWasCutSinceEndsWhereItEndsNow() throws IOException {
        long inode = file(memory, 3, 4, "cut", memoryName);
        cache.page(inode, cache.node(inode), 0, "abcd");
        StoredFile found = file("/run/cut");
        guest.u64(inode + SIZE, 2);

        assertThat(found.read(0, MemorySegment.ofArray(new byte[4]))).isEqualTo(2);
    }

    @Test
    void anotherUuidIsAnotherFilesystem() throws IOException {
        disk.file("kept", 13, bytes(1, 'k'));
        guest.bytes(root + UUID, (byte) 0xff);

        assertThat(find("/kept")).isEmpty();
        assertThat(names(file("/"))).containsExactly("run");
        assertThat(gaps()).anyMatch(gap -> gap.contains("not among what could be opened"));
    }

    @Test
    void filesystemsThatAreNotReadAreSaid() throws IOException {
        for (String type : List.of("proc", "nfs4", "overlay")) {
            long block = filesystem(type, 40);
            long inode = cache.file(block, 1, 0);
            guest.u32(inode, DIRECTORY);
            long top = cache.name(inode, "/", 0);
            mount(block, top, directory(root, 100 + type.length(), type, rootName));
        }

        assertThat(names(file("/proc"))).isEmpty();
        assertThat(tree().unmounted())
                .extracting(gone -> gone.what() + " " + gone.isGap())
                .containsExactlyInAnyOrder(
                        "proc on /proc false", "nfs4 on /nfs4 false", "overlay on /overlay true");
    }

    @Test
    void whatIsMountedTwiceIsShownOnce() throws IOException {
        mount(memory, memoryName, directory(root, 30, "again", rootName));
        file(memory, 3, 0, "utmp", memoryName);

        assertThat(names(file("/run"))).containsExactly("utmp");
        assertThat(names(file("/again"))).isEmpty();
    }

    @Test
    void listThatLeadsToItselfIsAGap() throws IOException {
        long inode = cache.file(root, 21, 0);
        long looped = name(inode, "looped", rootName);
        guest.u64(looped + SIBLING, looped + SIBLING);

        assertThat(names(file("/"))).contains("looped");
        assertThat(gaps()).anyMatch(gap -> gap.contains("was met before"));
    }

    @Test
    void namesThatNoFileCanHaveAreGaps() throws IOException {
        guest.u32(name(cache.file(root, 21, 0), "long", rootName) + 28, 300);
        name(cache.file(root, 22, 0), "..", rootName);
        name(cache.file(root, 23, 0), "a/b", rootName);

        assertThat(names(file("/"))).containsExactly("run");
        assertThat(gaps()).hasSize(3);
    }

    @Test
    void fileWithASizeThatNoneCanHaveIsAGap() throws IOException {
        file(root, 21, -1, "endless", rootName);

        assertThat(find("/endless")).isEmpty();
        assertThat(gaps()).anyMatch(gap -> gap.contains("i_size"));
    }
}
