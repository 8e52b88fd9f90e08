package dev.yagura.storage.block.lvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.Assembly;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.fixture.Mutations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group by LVM's own tools, without device-mapper: that only writes metadata. Where extents are
 * is asked of {@code lvs}, and data is written there.
 */
class LvmToolTest {
    private static final int PV_BYTES = 12 << 20;
    private static final int EXTENT = 1 << 20;
    private static final int START = 1 << 20;

    @TempDir private static Path folder;
    private static final byte[][] PVS = new byte[2][];

    @BeforeAll
    static void makeGroup() throws IOException {
        HostTool.require("vgcreate");
        Files.writeString(
                folder.resolve("make.sh"),
                """
                PATH=$PATH:/usr/sbin:/sbin
                export LVM_SYSTEM_DIR=$PWD LVM_SUPPRESS_FD_WARNINGS=1
                one=$(losetup -f --show pv0) && two=$(losetup -f --show pv1) || exit 1
                cat > lvm.conf <<END
                devices { use_devicesfile=0 filter=["a|$one$|","a|$two$|","r|.*|"] }
                backup { backup=0 archive=0 }
                activation { udev_sync=0 udev_rules=0 monitoring=0 }
                END
                new() { lvcreate --driverloaded n -qq -an -Zn -Wn "$@"; }
                pvcreate --driverloaded n -qq "$one" "$two" &&
                    vgcreate --driverloaded n -qq -s 1M group "$one" "$two" &&
                    new -L 2M -n linear group "$one" && new -L 4M -i 2 -I 64k -n striped group &&
                    lvextend --driverloaded n -qq -L +2M group/linear "$two" &&
                    lvs --driverloaded n --noheadings --segments -o lv_name,seg_pe_ranges group
                status=$?
                losetup -d "$one"; losetup -d "$two"
                exit $status
                """);
        for (int i = 0; i < 2; i++) {
            HostTool.run(folder, "truncate", "-s", "" + PV_BYTES, "pv" + i);
        }
        String ranges = HostTool.run(folder, "sh", "make.sh");
        // linear: extents 0-1 of the first and 2-3 of the second; striped: 2-3 and 0-1.
        assertThat(ranges).containsPattern("linear +/dev/loop\\d+:0-1\\s");
        assertThat(ranges).containsPattern("linear +/dev/loop\\d+:2-3\\s");
        assertThat(ranges).containsPattern("striped +/dev/loop\\d+:2-3 /dev/loop\\d+:0-1\\s");
        Random random = new Random(1);
        for (int i = 0; i < 2; i++) {
            PVS[i] = Files.readAllBytes(folder.resolve("pv" + i));
            byte[] data = new byte[4 * EXTENT];
            random.nextBytes(data);
            System.arraycopy(data, 0, PVS[i], START, data.length);
        }
    }

    @Test
    void readsLinearAndStripedVolumes() throws IOException {
        VolumeGroup group = group(PVS[1], PVS[0]);

        assertThat(group.name()).isEqualTo("group");
        assertThat(group.notes()).isEmpty();
        assertThat(group.volumes())
                .extracting(LogicalVolume::name)
                .containsExactly("linear", "striped");
        assertThat(group.volumes().get(0).members()).containsExactly(0, 1);
        byte[] linear = new byte[4 * EXTENT];
        System.arraycopy(PVS[0], START, linear, 0, 2 * EXTENT);
        System.arraycopy(PVS[1], START + 2 * EXTENT, linear, 2 * EXTENT, 2 * EXTENT);
        DeviceChecks.assertSame(group.volumes().get(0).device(), MemoryDevice.of(linear));
        byte[] striped = new byte[4 * EXTENT];
        int stripe = 64 << 10;
        for (int i = 0; i < striped.length / stripe; i++) {
            int from = START + (i % 2 == 0 ? 2 * EXTENT : 0) + i / 2 * stripe;
            System.arraycopy(PVS[i % 2], from, striped, i * stripe, stripe);
        }
        DeviceChecks.assertSame(group.volumes().get(1).device(), MemoryDevice.of(striped));
    }

    @Test
    void namesAMissingPhysicalVolume() throws IOException {
        VolumeGroup group = group(PVS[0]);

        assertThat(group.notes())
                .singleElement()
                .asString()
                .matches("physical volume missing: [\\w-]{38}, last seen as /dev/loop\\d+");
        assertThatThrownBy(() -> group.volumes().getFirst().device())
                .hasMessageContaining("needs a physical volume that is missing");
    }

    @Test
    void findsAFlippedBitByTheChecksums() throws IOException {
        byte[] label = PVS[0].clone();
        label[512 + 40] ^= 1;
        assertThat(PhysicalVolume.isPresent(MemoryDevice.of(label))).isTrue();
        assertBadChecksum(label, "crc_xl");
        assertThat(assemble(label, PVS[1]).whole())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.members()).containsExactly(1);
                    assertThat(group.notes())
                            .singleElement()
                            .asString()
                            .startsWith("physical volume missing");
                });
        byte[] header = PVS[0].clone();
        header[4096 + 100] ^= 1;
        assertBadChecksum(header, "checksum_xl");
        VolumeGroup group = group(header, PVS[1]);
        assertThat(group.members()).containsExactly(0, 1);
        assertThat(group.volumes())
                .extracting(LogicalVolume::refusal)
                .containsOnly(Optional.empty());
        assertThat(group.notes()).singleElement().asString().contains("is damaged and left out");
    }

    @Test
    void usesTheFirstOfTwoThatAreTheSame() throws IOException {
        Assembly<VolumeGroup> assembly = assemble(PVS[0], PVS[0], PVS[1]);

        assertThat(assembly.whole())
                .singleElement()
                .satisfies(group -> assertThat(group.members()).containsExactly(0, 2));
        assertThat(assembly.failures())
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.member()).isEqualTo(1);
                    assertThat(failure.why()).hasMessageContaining("is that of another device too");
                });
    }

    @Test
    void survivesMutationsAndBeingCutShort() throws IOException {
        byte[] small = Arrays.copyOf(PVS[0], START);
        for (int length = 0; length < small.length; length += 9973) {
            exhaust(Arrays.copyOf(small, length));
        }
        Mutations mutations = new Mutations(small);
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            exhaust(mutations.get(seed));
        }
    }

    private static void assertBadChecksum(byte[] pv, String field) throws IOException {
        assertThat(assemble(pv).failures())
                .singleElement()
                .extracting(Assembly.Failure::why)
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.BAD_CHECKSUM);
                            assertThat(e.field()).isEqualTo(field);
                        });
    }

    private static void exhaust(byte[] bytes) throws IOException {
        try {
            for (VolumeGroup group : assemble(bytes).whole()) {
                for (LogicalVolume volume : group.volumes()) {
                    if (volume.refusal().isEmpty()) {
                        BlockDevice device = volume.device();
                        device.read(0, MemorySegment.ofArray(new byte[1]));
                    }
                }
            }
        } catch (MalformedStructureException e) {
            // What a reader is to say of such bytes.
        }
    }

    private static VolumeGroup group(byte[]... pvs) throws IOException {
        List<VolumeGroup> groups = assemble(pvs).whole();
        assertThat(groups).hasSize(1);
        return groups.getFirst();
    }

    private static Assembly<VolumeGroup> assemble(byte[]... pvs) {
        return VolumeGroup.assemble(Arrays.stream(pvs).map(MemoryDevice::of).toList());
    }
}
