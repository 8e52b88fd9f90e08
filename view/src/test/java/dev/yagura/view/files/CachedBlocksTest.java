package dev.yagura.view.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCache;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTypes;
import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A block device of which the second page is in memory. */
class CachedBlocksTest {
    private static final int DEVICE = 80;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final FakeCache cache = new FakeCache(fake, files);
    private long filesystem;
    private long device;
    private long node;
    private long page;

    @BeforeEach
    void makesADevice() throws IOException {
        FakeTypes types = guest.types();
        types.more("super_block", 96, FakeTypes.at(DEVICE, "s_bdev", FakeTypes.VOID_POINTER));
        types.struct("block_device", 16, FakeTypes.at(8, "bd_mapping", FakeTypes.VOID_POINTER));
        fake.process(1, 0, "init");
        filesystem = cache.filesystem("ext4", 0x80_0001);
        device = guest.allocate(16);
        guest.u64(filesystem + DEVICE, device);
        long inode = cache.file(filesystem, 1, 1 << 20);
        guest.u64(device + 8, inode + FakeCache.DATA);
        node = cache.node(inode);
        page = cache.page(inode, node, 1, "newer");
    }

    private Optional<String> find(long offset, int length) throws IOException {
        Linux linux = Linux.of(guest.kernel());
        return CachedBlocks.of(linux, linux.views().at(SuperBlockView.class, filesystem))
                .orElseThrow()
                .find(offset, length)
                .map(CachedBlocksTest::text);
    }

    private static String text(MemorySegment block) {
        byte[] bytes = block.toArray(ValueLayout.JAVA_BYTE);
        return new String(Arrays.copyOf(bytes, 5), US_ASCII) + " " + bytes.length;
    }

    @Test
    void blockInMemoryIsTheNewest() throws IOException {
        assertThat(find(4096, 4096)).contains("newer 4096");
        assertThat(find(4096, 1024)).contains("newer 1024");
    }

    @Test
    void whatMemoryHasNotIsTheDisks() throws IOException {
        assertThat(find(0, 4096)).isEmpty();
        assertThat(find(8192, 4096)).isEmpty();
        assertThat(find(4096, 8192)).as("of which half is in memory").isEmpty();
    }

    @Test
    void ofAPageThatIsThereInPartItsBlocksAre() throws IOException {
        cache.inPart(page, true, false, false, false);

        assertThat(find(4096, 1024)).contains("newer 1024");
        assertThat(find(5120, 1024)).isEmpty();
        assertThat(find(4096, 2048)).isEmpty();
    }

    @Test
    void pageThatCannotBeReadIsTheDisks() throws IOException {
        cache.slot(node, 1, 0x1000);
        assertThat(find(4096, 4096)).isEmpty();

        guest.u64(device + 8, 0x1000);
        assertThat(find(4096, 4096)).isEmpty();
    }

    @Test
    void filesystemWithoutADeviceHasNone() throws IOException {
        guest.u64(filesystem + DEVICE, 0);
        Linux linux = Linux.of(guest.kernel());

        assertThat(CachedBlocks.of(linux, linux.views().at(SuperBlockView.class, filesystem)))
                .isEmpty();
    }
}
