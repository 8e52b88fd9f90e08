package dev.yagura.storage.block.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.block.luks.LuksKeyException;
import dev.yagura.storage.block.luks.LuksVolume;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that QEMU encrypts cluster by cluster, compared with what it reads of them itself. */
class Qcow2LuksTest {
    private static final int SIZE = 4 << 20;
    private static final String KEY = "a key";
    private static final String SECRET = "secret,id=k,file=key";
    private static final String IMAGE = "driver=qcow2,file.filename=image,encrypt.key-secret=k";

    @TempDir private Path folder;
    private QemuImages qemu;

    @BeforeEach
    void writeKey() throws IOException {
        qemu = new QemuImages(folder);
        Files.writeString(folder.resolve("key"), KEY);
        qemu.raw("disk.raw", SIZE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=64k",
                "cluster_size=512,encrypt.cipher-alg=aes-128",
                "cluster_size=16k,extended_l2=on",
                "data_file=data",
                "preallocation=metadata,encrypt.ivgen-alg=plain",
            })
    void readsWhatQemuReads(String options) throws IOException {
        create(options);
        qemu.img("convert -n --object " + SECRET + " --target-image-opts disk.raw " + IMAGE);

        assertReadsAsQemu("disk.raw");
    }

    /** Sectors are numbered by their place in the file, which is not that on the disk. */
    @Test
    void readsClustersThatAreAllocatedOutOfOrderAndCopiedForASnapshot() throws IOException {
        create("cluster_size=4k");
        io("write -P 4 3M 200k", "write -P 3 2M 200k", "write -P 2 1M 200k", "write -P 1 0 200k");
        io("write -s disk.raw 1100k 512k", "discard 2M 64k", "write -z 3M 8k");
        asQemuReads("before.raw");
        qemu.img("snapshot --object " + SECRET + " --image-opts -c before " + IMAGE);
        assertReadsAsQemu("before.raw");
        io("write -P 5 3100k 5k", "write -P 6 1M 100k", "write -P 7 3500k 30k");

        asQemuReads("after.raw");
        assertThat(Files.mismatch(folder.resolve("before.raw"), folder.resolve("after.raw")))
                .isNotNegative();
        assertReadsAsQemu("after.raw");
    }

    @Test
    void readsNothingWithoutTheKeyOrWithAnother() throws IOException {
        create("cluster_size=64k");
        io("write -P 9 64k 64k");

        try (Qcow2Image image = qemu.open("image");
                Secret other = Secret.owning("another".getBytes(UTF_8))) {
            assertThatThrownBy(() -> DeviceChecks.bytes(image, 64 << 10, 512))
                    .hasMessageContaining("is 2 (LUKS), and the image was not unlocked");
            // What is not allocated is not encrypted.
            assertThat(DeviceChecks.bytes(image, 0, 512)).containsOnly(0);
            Qcow2Encryption encryption = image.encryption().orElseThrow();
            assertThatThrownBy(() ->
                            LuksVolume.open(
                                    encryption.luksHeader(), encryption.cipherText(), other))
                    .isInstanceOf(LuksKeyException.class);
        }
    }

    private void create(String options) throws IOException {
        qemu.img(
                "create -q -f qcow2 --object %s -o %s %s %d"
                        .formatted(
                                SECRET,
                                "encrypt.format=luks,encrypt.key-secret=k,encrypt.iter-time=10,"
                                        + options,
                                "image",
                                SIZE));
    }

    private void io(String... commands) throws IOException {
        List<String> line = new ArrayList<>(List.of("qemu-io", "--object", SECRET));
        for (String command : commands) {
            line.addAll(List.of("-c", command));
        }
        line.addAll(List.of("--image-opts", IMAGE));
        HostTool.run(folder, line.toArray(String[]::new));
    }

    private void asQemuReads(String raw) throws IOException {
        qemu.img("convert --object %s --image-opts -O raw %s %s".formatted(SECRET, IMAGE, raw));
    }

    private void assertReadsAsQemu(String raw) throws IOException {
        Qcow2Image locked = qemu.open("image");
        Qcow2Encryption encryption = locked.encryption().orElseThrow();
        try (Secret key = Secret.owning(KEY.getBytes(UTF_8));
                BlockDevice expected = MemoryDevice.of(folder.resolve(raw));
                Qcow2Image image =
                        locked.unlocked(
                                LuksVolume.open(
                                        encryption.luksHeader(), encryption.cipherText(), key))) {
            assertThat(image.notes()).isEmpty();
            DeviceChecks.assertSame(image, expected);
        }
    }
}
