package dev.yagura.kernel.linux.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BlockDevicesTest {
    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private final FakeDisks disks = new FakeDisks(fake);

    private ShownTable shown(String table) throws IOException {
        return ShownTable.of(guest.kernel(), table);
    }

    @Test
    void disksAndPartitionsShowWithWhatIsMadeOfThem() throws IOException {
        long disk = disks.disk("vda", 254, 0, 8192, 0);
        long part = disks.partition(disk, "vda1", 1, 2048, 4096);
        long mapped = disks.mapped("home", "CRYPT-LUKS2-1", "linear", 4096, 0);
        disks.hold(part, "vda1", disks.disk("dm-0", 253, 0, 4096, mapped), "dm-0");
        guest.u32(part + 24, 0x101); // BD_READ_ONLY and its number

        assertThat(
                        shown("block-devices")
                                .lines("name", "device", "type", "size", "readOnly", "holders"))
                .containsExactly(
                        "vda 254:0 disk 4194304 false []",
                        "vda1 254:1 partition 2097152 true [dm-0]",
                        "dm-0 253:0 mapped 2097152 false []");
        assertThat(shown("block-devices").lines("disk", "partition", "start", "slaves", "mapper"))
                .containsExactly(
                        "vda 0 0 [] null", "vda 1 1048576 [] null", "dm-0 0 0 [vda1] home");
        assertThat(shown("block-devices").gaps()).isEmpty();
    }

    @Test
    void loopDevicesShowTheirFile() throws IOException {
        long filesystem = files.filesystem("tmpfs", 5);
        long root = files.dentry("/", 0, 0, filesystem);
        long file =
                files.file(
                        files.mount(root, filesystem, 0, 0, 1),
                        files.dentry("image", root, files.inode(filesystem, 0x8180, 9), filesystem),
                        3,
                        0,
                        0);
        long loop = guest.allocate(16);
        guest.u64(loop + 8, file);
        disks.disk("loop0", 7, 0, 1, loop);
        disks.disk("loop1", 7, 1, 0, guest.allocate(16));

        assertThat(shown("block-devices").lines("name", "file"))
                .containsExactly("loop0 /image", "loop1 null");
    }

    @Test
    void cryptTargetsShowWithoutTheirKeys() throws IOException {
        long config = disks.crypt("254:1", 8, "aes-xts-plain64", 64);
        long mapped = disks.mapped("home", "CRYPT-LUKS2-1", "crypt", 4096, config);
        disks.disk("dm-0", 253, 0, 4096, mapped);
        disks.disk("dm-1", 253, 1, 1, disks.mapped("plain", "", "linear", 1, config));

        assertThat(
                        shown("crypt-devices")
                                .lines("mapper", "cipher", "keyBits", "below", "offset", "size"))
                .containsExactly("home aes-xts-plain64 512 254:1 4096 2097152");
        assertThat(shown("crypt-devices").lines("fromKeyring", "uuid", "sectorSize"))
                .containsExactly("false CRYPT-LUKS2-1 512");
        assertThat(shown("crypt-devices").rows().toString()).doesNotContain("KK", "4b4b");
    }

    @Test
    void anEndlessTableOfTargetsIsAGap() throws IOException {
        long mapped = disks.mapped("home", "", "crypt", 1, 0);
        guest.u32(guest.u64(mapped), -1);
        disks.disk("dm-0", 253, 0, 1, mapped);

        assertThat(shown("block-devices").lines("name", "mapper")).containsExactly("dm-0 null");
        assertThat(shown("block-devices").gaps()).contains("targets of dm-0");
        assertThat(shown("crypt-devices").gaps()).containsExactly("targets of dm-0");
    }

    @Test
    void driversWhoseTypesNobodyHasAreGaps() throws IOException {
        guest.types().struct("dm_table", 16);
        disks.disk("dm-0", 253, 0, 1, guest.allocate(16));
        guest.types().struct("loop_device", 16);
        long unlike = guest.allocate(256);
        guest.u32(unlike, 5);
        disks.disk("loop0", 7, 0, 1, unlike);

        assertThat(shown("crypt-devices").gaps()).containsExactly("targets of dm-0");
        assertThat(shown("block-devices").gaps())
                .containsExactly("targets of dm-0", "file of loop0");
    }

    @Test
    void aClassThatIsGoneFromItsSetIsAGap() throws IOException {
        disks.disk("vda", 254, 0, 1, 0);
        assertThat(shown("block-devices").lines("name")).containsExactly("vda");

        long set = guest.kernel().symbols().address("class_kset").orElseThrow();
        fake.emptyList(guest.u64(set));
        assertThat(shown("block-devices").lines("name")).isEmpty();
        assertThat(shown("block-devices").gaps()).hasSize(1);
    }
}
