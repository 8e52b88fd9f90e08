package dev.yagura.storage.block.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.block.RangeDevice;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that {@code sfdisk} and {@code sgdisk} divided, compared with what these say of them. */
class PartitionToolTest {
    private static final Pattern DUMPED =
            Pattern.compile(
                    "(?m)^disk(\\d+) : start= *(\\d+), size= *(\\d+), type=([0-9A-Fa-f-]+)(?:.*name=\"([^\"]*)\")?");

    @TempDir private Path folder;

    @Test
    void readsPrimaryAndLogicalPartitions() throws IOException {
        divide(
                """
                label: dos
                start=2048,size=2048,type=83,bootable
                start=4096,size=2048,type=82
                start=8192,size=60000,type=f
                start=9000,size=1000,type=8e
                start=20000,size=1000,type=fd
                start=30000,size=2000,type=ef
                """);

        PartitionTable table = table();

        assertThat(table.scheme()).isEqualTo(PartitionScheme.MBR);
        assertThat(table.notes()).isEmpty();
        assertThat(lines(table)).isEqualTo(dumped());
        assertThat(table.partitions())
                .extracting(Partition::type)
                .containsExactly(
                        "Linux", "Linux swap", "Extended", "Linux LVM", "Linux RAID", "EFI system");
    }

    @Test
    void readsManyLogicalPartitions() throws IOException {
        StringBuilder script = new StringBuilder("label: dos\n1: start=2048,type=5\n");
        for (int i = 0; i < 25; i++) {
            script.append("%d: size=%d,type=83\n".formatted(5 + i, 100 + i));
        }
        divide(script.toString());

        PartitionTable table = table();

        assertThat(table.partitions()).hasSize(26);
        assertThat(lines(table)).isEqualTo(dumped());
    }

    @Test
    void readsAGpt() throws IOException {
        divide(
                """
                label: gpt
                size=1M,type=21686148-6449-6E6F-744E-656564454649
                size=2M,type=uefi,name="EFI"
                size=3M,type=swap
                size=4M,type=lvm
                size=4M,type=raid
                size=4M,type=CA7D7CCB-63ED-4C53-861C-1742536059CC,name="a name of thirty-six code units, full"
                type=linux,name="rest"
                """);

        PartitionTable table = table();

        assertThat(table.scheme()).isEqualTo(PartitionScheme.GPT);
        assertThat(table.notes()).isEmpty();
        assertThat(lines(table)).isEqualTo(dumped());
        assertThat(table.partitions())
                .extracting(Partition::type)
                .containsExactly(
                        "BIOS boot",
                        "EFI system",
                        "Linux swap",
                        "Linux LVM",
                        "Linux RAID",
                        "LUKS",
                        "Linux");
        assertThat(HostTool.run(folder, "sgdisk", "--verify", "disk")).contains("No problems");
    }

    @Test
    void readsAGptOfSectorsOf4096Bytes() throws IOException {
        HostTool.run(folder, "truncate", "-s", "64M", "disk");
        String dumped =
                HostTool.run(
                        folder,
                        "sh",
                        "-c",
                        """
                        device=$(losetup -b 4096 -f --show disk) || exit 1
                        printf 'label: gpt\\nsize=1M,type=uefi,name="EFI"\\ntype=linux\\n' |
                            sfdisk -q --no-reread --no-tell-kernel "$device"
                        sfdisk --dump "$device" | sed "s!^$device!disk!; s!^diskp!disk!"
                        losetup -d "$device"
                        """);

        PartitionTable table = table();

        assertThat(table.notes()).isEmpty();
        assertThat(lines(table)).hasSize(2).isEqualTo(dumped(dumped, 4096));
    }

    @Test
    void namesAHybridMbr() throws IOException {
        divide("label: gpt\nsize=1M,type=uefi\nsize=2M,type=linux\n");
        HostTool.run(folder, "sgdisk", "--hybrid=2", "disk");

        PartitionTable table = table();

        assertThat(table.scheme()).isEqualTo(PartitionScheme.HYBRID);
        assertThat(table.notes()).hasSize(1);
        assertThat(table.partitions()).hasSize(2);
    }

    @Test
    void showsWhatIsInAPartition() throws IOException {
        divide("label: gpt\nsize=1M,type=uefi\nsize=2M,type=linux\n");
        HostTool.run(
                folder,
                "sh",
                "-c",
                "head -c 2M /dev/urandom | dd of=disk bs=1M seek=2 conv=notrunc");
        BlockDevice disk = disk();
        PartitionTable table = table();

        DeviceChecks.assertSame(
                table.device(table.partitions().getLast()),
                new RangeDevice("expected", disk, 2 << 20, 2 << 20));
    }

    /** A filesystem on the whole disk, whose boot sector has the signature of an MBR. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkfs.vfat -F 32 disk",
                "mkfs.vfat -F 16 --mbr=no disk",
                "mkfs.vfat --mbr=yes disk",
                "mkfs.ext4 -q disk && printf '\\125\\252' | dd of=disk bs=1 seek=510 conv=notrunc",
            })
    void takesNoBootSectorForATable(String command) throws IOException {
        divide("label: dos\n");
        HostTool.run(folder, "sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; " + command);

        assertThat(PartitionTable.read(disk())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "512, GPT header: HeaderCRC32",
        "1024, GPT header: PartitionEntryArrayCRC32",
    })
    void usesTheCopyOfADamagedGpt(int sector, String damage) throws IOException {
        divide("label: gpt\nsize=1M,type=uefi,name=\"EFI\"\nsize=2M,type=linux\n");
        List<String> whole = lines(table());
        byte[] bytes = Files.readAllBytes(folder.resolve("disk"));
        bytes[sector + 60] ^= 1;

        PartitionTable table = PartitionTable.read(MemoryDevice.of(bytes)).orElseThrow();

        assertThat(lines(table)).isEqualTo(whole);
        assertThat(table.notes()).hasSize(1);
        assertThat(table.notes().getFirst()).contains(damage, "its copy at the end of the disk");
    }

    private void divide(String script) throws IOException {
        Files.writeString(folder.resolve("script"), script);
        HostTool.run(folder, "truncate", "-s", "64M", "disk");
        HostTool.require("sfdisk");
        HostTool.run(folder, "sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; sfdisk -q disk < script");
    }

    private BlockDevice disk() throws IOException {
        return MemoryDevice.of(folder.resolve("disk"));
    }

    private PartitionTable table() throws IOException {
        return PartitionTable.read(disk()).orElseThrow();
    }

    private List<String> dumped() throws IOException {
        return dumped(HostTool.run(folder, "sfdisk", "--dump", "disk"), 512);
    }

    private static List<String> dumped(String dump, int sectorBytes) {
        return DUMPED.matcher(dump)
                .results()
                .map(m -> {
                    String name = m.group(5) == null ? "" : m.group(5);
                    return "%s %d %d %s %s"
                            .formatted(
                                    m.group(1),
                                    Long.parseLong(m.group(2)) * sectorBytes,
                                    Long.parseLong(m.group(3)) * sectorBytes,
                                    code(m.group(4)),
                                    name);
                })
                .toList();
    }

    private static List<String> lines(PartitionTable table) {
        return table.partitions().stream()
                .map(p ->
                        "%d %d %d %s %s"
                                .formatted(
                                        p.number(),
                                        p.offset(),
                                        p.sizeBytes(),
                                        p.typeCode(),
                                        p.name()))
                .toList();
    }

    private static String code(String dumped) {
        return dumped.length() == 1 ? "0" + dumped : dumped.toLowerCase(Locale.ROOT);
    }
}
