package dev.yagura.kernel.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCache;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that sees a tmpfs at /run, and a disk that nobody has mounted. */
class CachedFilesTest {
    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final FakeCache cache = new FakeCache(fake, files);
    private long process;
    private long tmpfs;
    private long tmpfsRoot;
    private long disk;
    private long diskRoot;

    @BeforeEach
    void mountsTmpfs() {
        process = fake.process(1, 0, "init");
        long rootfs = cache.filesystem("rootfs", 2);
        long root = files.dentry("/", 0, 0, rootfs);
        long first = files.mount(root, rootfs, 0, 0, 1);
        tmpfs = cache.filesystem("tmpfs", 25);
        tmpfsRoot = files.dentry("/", 0, 0, tmpfs);
        long run = files.dentry("run", root, 0, rootfs);
        long mount = files.mount(tmpfsRoot, tmpfs, first, run, 2);
        files.directories(process, first, root, root);
        files.enter(process, files.namespace(0xf000_0001L, first, mount));
        disk = cache.filesystem("ext4", 0x80_0001);
        diskRoot = files.dentry("/", 0, 0, disk);
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "cached-files");
    }

    @Test
    void filesInMemoryShowWithTheirPathAndPages() throws IOException {
        long utmp = cache.file(tmpfs, 7, 5000);
        cache.name(utmp, "utmp", tmpfsRoot);
        long node = cache.node(utmp);
        cache.page(utmp, node, 0, "a");
        cache.page(utmp, node, 1, "b");
        cache.name(cache.file(tmpfs, 8, 0), "empty", tmpfsRoot);

        assertThat(shown().lines("path", "filesystem", "size", "cachedPages", "inode", "mounted"))
                .containsExactly("/run/utmp tmpfs 5000 2 7 true", "/run/empty tmpfs 0 0 8 true");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void ofDisksOnlyFilesWithPagesShow() throws IOException {
        cache.name(cache.file(disk, 11, 10), "cold", diskRoot);
        long warm = cache.file(disk, 12, 10);
        cache.name(warm, "warm", diskRoot);
        cache.page(warm, cache.node(warm), 0, "x");

        assertThat(shown().lines("path", "filesystem", "mounted"))
                .containsExactly("/warm ext4 false");
    }

    @Test
    void fileHasAllItsNamesOrNone() throws IOException {
        long linked = cache.file(tmpfs, 7, 1);
        cache.name(linked, "one", tmpfsRoot);
        cache.name(linked, "two", tmpfsRoot);
        cache.file(tmpfs, 8, 1);

        assertThat(shown().lines("paths", "path"))
                .containsExactly("[/run/two, /run/one] /run/two", "[] null");
    }

    @Test
    void deletedFileKeepsItsOldName() throws IOException {
        long gone = cache.file(tmpfs, 7, 1);
        files.delete(cache.name(gone, "gone", tmpfsRoot));
        guest.u32(gone + 32, 0);

        assertThat(shown().lines("path", "deleted")).containsExactly("/run/gone true");
    }

    @Test
    void circleOfInodesIsAGapAndTheOthersShow() throws IOException {
        long first = cache.file(tmpfs, 7, 1);
        long second = cache.file(tmpfs, 8, 1);
        guest.u64(second + 72, first + 72);
        long warm = cache.file(disk, 12, 10);
        cache.page(warm, cache.node(warm), 0, "x");

        assertThat(shown().lines("inode")).containsExactly("7", "8", "12");
        assertThat(shown().gaps())
                .containsExactly("list at 0x%x".formatted(tmpfs + FakeCache.INODES));
    }

    @Test
    void nameThatLeadsNowhereIsAGap() throws IOException {
        long first = cache.file(tmpfs, 7, 1);
        cache.name(first, "one", 0xffff_9000_0000_0000L);

        assertThat(shown().lines("inode")).isEmpty();
        assertThat(shown().gaps()).containsExactly("tmpfs inode 7 at 0x%x".formatted(first));
    }
}
