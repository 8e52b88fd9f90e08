package dev.yagura.kernel.linux.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeCache;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of a tmpfs and of a disk that no process has mounted. */
class CachedPagesTest {
    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final FakeCache cache = new FakeCache(fake, files);
    private long memory;
    private long disk;

    @BeforeEach
    void makesFilesystems() {
        fake.process(1, 0, "init");
        memory = cache.filesystem("tmpfs", 25);
        disk = cache.filesystem("ext4", 0x80_0001);
    }

    private long file(long filesystem, String name, long size) {
        long inode = cache.file(filesystem, 7, size);
        cache.name(inode, name, files.dentry("/", 0, 0, filesystem));
        return inode;
    }

    private List<String> taken(String path) throws IOException {
        Taken taken = new Taken();
        new Contents(Linux.of(guest.kernel())).extract(new ContentRequest.CachedFile(path), taken);
        return taken.whole();
    }

    @Test
    void pagesComeInOrderAndTheLastIsCutAtTheEnd() throws IOException {
        long inode = file(memory, "two", 4100);
        long node = cache.node(inode);
        cache.page(inode, node, 1, "end!!!");
        cache.page(inode, node, 0, "start");

        assertThat(taken("/two"))
                .containsExactly("part 0+4100 at 0x0", "0+4096 start", "4096+4 end!");
    }

    @Test
    void whatWasNeverWrittenToMemoryIsAHole() throws IOException {
        long inode = file(memory, "holes", 20000);
        cache.page(inode, cache.node(inode), 2, "middle");

        assertThat(taken("/holes").subList(1, 4))
                .containsExactly(
                        "0+8192 HOLE never written",
                        "8192+4096 middle",
                        "12288+7712 HOLE never written");
    }

    @Test
    void whatIsOnDiskOnlyIsMissing() throws IOException {
        long inode = file(disk, "cold", 9000);
        long node = cache.node(inode);
        cache.page(inode, node, 0, "warm");
        cache.slot(node, 1, 0x1235); // a shadow of a page that was there

        assertThat(taken("/cold").subList(1, 4))
                .containsExactly(
                        "0+4096 warm",
                        "4096+4096 MISSING not in memory",
                        "8192+808 MISSING not in memory");
    }

    @Test
    void whatIsInSwapIsMissing() throws IOException {
        long inode = file(memory, "out", 4096);
        cache.slot(cache.node(inode), 0, 0x1235);

        assertThat(taken("/out").getLast()).isEqualTo("0+4096 MISSING in swap space");
    }

    @Test
    void pagesThatBelongTogetherStandForTheirSiblings() throws IOException {
        long inode = file(memory, "large", 2 * 4096);
        long node = cache.node(inode);
        cache.page(inode, node, 0, "first");
        cache.behindLastPage("second");
        cache.slot(node, 1, 2); // sibling of slot 0

        assertThat(taken("/large").subList(1, 3))
                .containsExactly("0+4096 first", "4096+4096 second");
    }

    @Test
    void eachSlotMayHaveTheFirstOfPagesThatBelongTogether() throws IOException {
        long inode = file(memory, "large", 2 * 4096);
        long node = cache.node(inode);
        cache.slot(node, 1, cache.page(inode, node, 0, "first"));
        cache.behindLastPage("second");

        assertThat(taken("/large").subList(1, 3))
                .containsExactly("0+4096 first", "4096+4096 second");
    }

    @Test
    void pageOfAnotherFileIsNotTaken() throws IOException {
        long inode = file(memory, "torn", 8192);
        long node = cache.node(inode);
        guest.u64(cache.page(inode, node, 0, "secret of others") + 24, 0x1000);
        guest.u64(cache.page(inode, node, 1, "moved") + 32, 5);

        assertThat(taken("/torn")).hasSize(3).allMatch(line -> !line.contains("secret"));
        assertThat(taken("/torn").subList(1, 3)).allMatch(line -> line.contains("MISSING page at"));
    }

    @Test
    void pageThatIsStillBeingReadIsMissing() throws IOException {
        long inode = file(disk, "coming", 4096);
        guest.u64(cache.page(inode, cache.node(inode), 0, "old"), 1);

        assertThat(taken("/coming").getLast()).isEqualTo("0+4096 MISSING not in memory");
    }

    @Test
    void blocksThatWereWrittenAreThereAndTheOthersMissing() throws IOException {
        long inode = file(disk, "began", 3000);
        long page = cache.page(inode, cache.node(inode), 0, "new");
        cache.inPart(page, true, false, true, false);

        assertThat(taken("/began").subList(1, 4))
                .containsExactly("0+1024 new", "1024+1024 MISSING not in memory", "2048+952 ");
    }

    @Test
    void blocksOfAnotherPageAreNotBelieved() throws IOException {
        long inode = file(disk, "began", 4096);
        long page = cache.page(inode, cache.node(inode), 0, "new");
        long blocks = cache.inPart(page, true, true);
        guest.u64(blocks + 104 + 16, page + 64);

        assertThat(taken("/began").getLast()).startsWith("0+4096 MISSING buffer_head at");
    }

    @Test
    void newerPageOfWhichNobodySaysWhatIsThereIsMissing() throws IOException {
        long inode = file(disk, "began", 4096);
        long page = cache.page(inode, cache.node(inode), 0, "new");
        guest.u64(page, 0x10).u64(page + 40, 1);

        assertThat(taken("/began").getLast()).startsWith("0+4096 MISSING written in part");
    }

    @Test
    void pageBeyondMemoryIsMissing() throws IOException {
        long inode = file(memory, "far", 4096);
        long node = cache.node(inode);
        long far = 0xffff_ea00_0000_0000L + 0x10_0000L * 64;
        guest.u64(far, 8).u64(far + 24, inode + FakeCache.DATA);
        cache.slot(node, 0, far);
        assertThat(taken("/far").getLast()).startsWith("0+4096 MISSING guest-physical memory");

        cache.slot(node, 0, 0xffff_8880_0010_0000L);
        assertThat(taken("/far").getLast()).startsWith("0+4096 MISSING ");
    }

    @Test
    void treeThatLeadsToItselfIsMissingNotAHole() throws IOException {
        long inode = file(memory, "loop", 8192);
        long node = cache.node(inode);
        guest.bytes(node, (byte) 6);
        cache.slot(node, 0, node + 2);

        assertThat(taken("/loop").getLast()).startsWith("0+8192 MISSING page cache: ");
    }

    @Test
    void sizeThatNoFileHasIsRefused() {
        file(memory, "endless", Long.MAX_VALUE);

        assertThatThrownBy(() -> taken("/endless"))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("i_size");
    }

    @Test
    void pathThatIsNotThereOrTwiceIsRefused() {
        file(memory, "same", 1);
        file(disk, "other", 1);
        file(memory, "same", 1);

        assertThatThrownBy(() -> taken("/nothing"))
                .isInstanceOf(NoSuchContentException.class)
                .hasMessage("cached file is \"/nothing\", of which the guest has 0, expected 1");
        assertThatThrownBy(() -> taken("/same")).hasMessageContaining("has 2");
    }
}
