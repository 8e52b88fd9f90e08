package dev.yagura.storage.block.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.image.ImageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what QEMU itself reads of its images. */
class Qcow2QemuTest {
    private static final int SIZE = 3 << 20;

    @TempDir private Path folder;
    private QemuImages qemu;

    @BeforeEach
    void makeRawDisk() throws IOException {
        qemu = new QemuImages(folder);
        qemu.raw("disk.raw", SIZE + 512);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10",
                "compat=1.1",
                "compat=1.1,cluster_size=512",
                "compat=1.1,cluster_size=2M",
                "compat=1.1,extended_l2=on",
                "compat=1.1,extended_l2=on,cluster_size=16k",
                "compat=1.1,preallocation=metadata",
                "compat=1.1,preallocation=falloc,extended_l2=on",
                "compat=1.1,data_file=data",
                "compat=1.1,data_file=data,data_file_raw=on",
                "compat=1.1,lazy_refcounts=on,refcount_bits=1",
            })
    void readsWhatQemuReads(String options) throws IOException {
        qemu.img("convert -f raw -O qcow2 -o " + options + " disk.raw image");
        String zeros = options.contains("0.10") ? "write -P 7 256k 64k" : "write -z 256k 100k";
        qemu.io(
                "image",
                "write -P 0x11 70000 5000",
                zeros,
                "discard 1M 128k",
                "write -P 0x22 1050000 600",
                "write -P 0x33 2M 200k",
                "discard 2100k 30k");

        assertReadsAsQemu("image");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compression_type=zlib",
                "compression_type=zlib,compat=0.10",
                "compression_type=zstd",
                "compression_type=zstd,cluster_size=2M",
                "compression_type=zlib,cluster_size=4k",
                "compression_type=zstd,cluster_size=512",
                "compression_type=zstd,extended_l2=on",
            })
    void readsCompressedClusters(String options) throws IOException {
        qemu.img("convert -f raw -c -O qcow2 -o " + options + " disk.raw image");
        qemu.io("image", "write -P 0x44 100000 70000");

        assertReadsAsQemu("image");
    }

    @Test
    void readsAChainOfBackingFilesOfAllSizes() throws IOException {
        qemu.img("create -q -f qcow2 -b disk.raw -F raw one 5M");
        qemu.io("one", "write -P 1 200k 100k", "write -P 2 4M 100k");
        qemu.img("create -q -f qcow2 -o extended_l2=on -b one -F qcow2 two 2M");
        qemu.io("two", "write -P 3 250k 2k", "write -z 1M 10k");
        qemu.img("create -q -f qcow2 -o cluster_size=4k -b two -F qcow2 three 4M");
        qemu.io("three", "write -P 4 3M 10k", "write -z 260k 8k", "discard 270k 8k");

        assertReadsAsQemu("three");
    }

    @Test
    void saysWhenTheKindOfABackingFileHadToBeGuessed() throws IOException {
        qemu.img("create -q -f qcow2 -o compat=0.10 -b disk.raw -F raw image");
        byte[] bytes = qemu.bytes("image");
        bytes[72] = 0x55; // another type of extension than that of the format
        qemu.write("image", bytes);

        try (Qcow2Image image = qemu.open("image");
                BlockDevice disk = ImageFile.open(folder.resolve("disk.raw"), false)) {
            assertThat(image.notes())
                    .containsExactly(
                            "the image does not say what its backing file is; by its first bytes"
                                    + " it is raw");
            DeviceChecks.assertSame(image, disk);
        }
    }

    @Test
    void listsInternalSnapshots() throws IOException {
        qemu.img("convert -f raw -O qcow2 disk.raw image");
        qemu.img("snapshot -c before image");
        qemu.io("image", "write -P 9 0 1M");
        qemu.img("snapshot -c näxt image");

        try (Qcow2Image image = qemu.open("image")) {
            assertThat(image.snapshots())
                    .extracting(Qcow2Snapshot::id, Qcow2Snapshot::name, Qcow2Snapshot::vmStateBytes)
                    .containsExactly(tuple("1", "before", 0L), tuple("2", "näxt", 0L));
            assertThat(image.snapshots().getFirst().taken())
                    .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(5));
        }
        assertReadsAsQemu("image");
    }

    @Test
    void readsLargeDisksThatAreMostlyNothing() throws IOException {
        qemu.img("create -q -f qcow2 image 8T");
        qemu.io("image", "write -P 6 7T 64k");

        try (Qcow2Image image = qemu.open("image")) {
            assertThat(DeviceChecks.bytes(image, (7L << 40) - 1, 3)).containsExactly(0, 6, 6);
            assertThat(DeviceChecks.bytes(image, (8L << 40) - 1, 1)).containsExactly(0);
        }
    }

    private void assertReadsAsQemu(String name) throws IOException {
        try (Qcow2Image image = qemu.open(name);
                BlockDevice expected = qemu.asQemuReads(name)) {
            assertThat(image.notes()).isEmpty();
            DeviceChecks.assertSame(image, expected);
        }
    }
}
