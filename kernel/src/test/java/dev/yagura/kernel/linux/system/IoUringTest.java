package dev.yagura.kernel.linux.system;

import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IoUringTest {
    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private long ring;
    private long file;

    @BeforeEach
    void opensRing() {
        guest.types()
                .struct("io_sq_data", 16, at(0, "thread", pointerTo("task_struct")))
                .struct("io_restriction", 16, at(4, "registered", U8))
                .struct(
                        "io_ring_ctx",
                        64,
                        at(0, "", anonymous(16, at(0, "flags", U32), at(4, "sq_entries", U32))),
                        at(16, "cq_entries", U32),
                        at(24, "sq_data", pointerTo("io_sq_data")),
                        at(32, "restrictions", named("io_restriction")));
        long process = fake.process(7, 0, "server");
        long anonymous = files.filesystem("anon_inodefs", 14);
        long root = files.dentry("", 0, 0, anonymous);
        long inode = files.inode(anonymous, 0x180, 5);
        long dentry = files.dentry("[io_uring]", root, inode, anonymous);
        file = files.file(files.mount(root, anonymous, 0, 0, 9), dentry, 3, 2, 0);
        ring = guest.allocate(64);
        guest.u32(ring, 2).u32(ring + 4, 8).u32(ring + 16, 16).u64(file + 64, ring);
        files.descriptors(process, 8, 0, 0, 0, file);
        guest.symbol("io_uring_fops", guest.u64(file + 40), 'd');
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "io-urings");
    }

    @Test
    void ringsThatProcessesHaveOpenShow() throws IOException {
        long data = guest.allocate(16);
        guest.u64(data, fake.task(7)).u64(ring + 24, data).u32(ring + 36, 1);

        assertThat(shown().lines("pid", "fd", "sqEntries", "cqEntries", "flags", "pollThread"))
                .containsExactly("7 3 8 16 0x2 7");
        assertThat(shown().lines("restricted")).containsExactly("true");
    }

    @Test
    void otherFilesAreNone() throws IOException {
        guest.u64(file + 40, FakeGuest.TEXT + 0x900);

        assertThat(shown().lines("pid")).isEmpty();
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void ringThatIsGoneIsAGap() throws IOException {
        guest.u64(file + 64, 0xffff_9000_0000_0000L);

        assertThat(shown().lines("pid")).isEmpty();
        assertThat(shown().gaps()).containsExactly("io_uring of process 7, file 3");
    }
}
