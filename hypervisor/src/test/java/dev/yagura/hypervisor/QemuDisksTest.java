package dev.yagura.hypervisor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.DiskDescription.State;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real QEMU with disks of every kind; what the guest would do to them is done by qemu-io. */
class QemuDisksTest {
    @TempDir private static Path directory;
    private static DiskImages images;
    private static TestQemu qemu;
    private static GuestSource guest;

    @BeforeAll
    static void start() throws IOException {
        DiskImages.require();
        images = new DiskImages(directory);
        Path luks = images.luks("a.luks");
        Path inQcow2 = images.convert(images.luks("b.luks"), "raw", "b.qcow2", "qcow2");
        Path inside = images.encryptedQcow2("c.qcow2");
        Path outside = images.luks("d.luks", images.make("d.qcow2", "qcow2"));
        Path overlay = Files.copy(inside, directory.resolve("e.qcow2"));
        Path plain = images.make("f.qcow2", "qcow2");
        qemu =
                TestQemu.start(
                        directory,
                        "-machine",
                        "q35",
                        "-object",
                        images.secret(),
                        "-device",
                        "ide-cd,bus=ide.1",
                        "-blockdev",
                        "driver=file,filename=" + luks + ",node-name=host",
                        "-blockdev",
                        "driver=luks,file=host,key-secret=key,node-name=plain",
                        "-device",
                        "virtio-blk,drive=plain,id=luks-file",
                        "-blockdev",
                        "driver=qcow2,file.driver=file,file.filename="
                                + inQcow2
                                + ",node-name=image",
                        "-blockdev",
                        "driver=luks,file=image,key-secret=key,node-name=b",
                        "-device",
                        "virtio-blk,drive=b,id=luks-qcow2",
                        "-blockdev",
                        "driver=qcow2,file.driver=file,file.filename="
                                + inside
                                + ",encrypt.format=luks,encrypt.key-secret=key,node-name=c",
                        "-device",
                        "virtio-blk,drive=c,id=qcow2-inside",
                        "-blockdev",
                        "driver=luks,file.driver=file,file.filename="
                                + outside
                                + ",key-secret=key,node-name=d0",
                        "-blockdev",
                        "driver=qcow2,file=d0,node-name=d",
                        "-device",
                        "virtio-blk,drive=d,id=qcow2-luks",
                        "-blockdev",
                        "driver=raw,file.driver=file,file.filename="
                                + images.content()
                                + ",node-name=f,read-only=on",
                        "-blockdev",
                        "driver=qcow2,file.driver=file,file.filename="
                                + overlay
                                + ",encrypt.format=luks,encrypt.key-secret=key,node-name=e,backing=f",
                        "-device",
                        "virtio-blk,drive=e,id=overlay",
                        "-drive",
                        "file=" + plain + ",format=qcow2,if=virtio,id=plain-qcow2",
                        "-drive",
                        "file=" + images.content() + ",format=raw,if=none,readonly=on,id=plain-raw",
                        "-device",
                        "virtio-blk,drive=plain-raw");
        QemuGuests guests = new QemuGuests();
        guest = guests.open(guests.select(Long.toString(qemu.pid())));
    }

    @AfterAll
    static void stop() throws IOException {
        if (guest != null) {
            guest.close();
        }
        if (qemu != null) {
            qemu.close();
        }
    }

    private static DiskDescription disk(String device) {
        return guest.description().disks().stream()
                .filter(disk -> disk.device().equals(device))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "luks-file, luks over file, true, false, READABLE, host",
        "luks-qcow2, luks over qcow2 over file, true, false, READABLE, image",
        "qcow2-inside, encrypted qcow2 over file, true, false, READABLE, ",
        "qcow2-luks, qcow2 over luks over file, true, false, READABLE, ",
        "overlay, encrypted qcow2 over file, true, false, UNREADABLE, ''",
        "plain-qcow2, qcow2 over file, false, false, READABLE, ",
        "plain-raw, raw over file, false, true, READABLE, ",
    })
    void describesADisk(
            String device,
            String format,
            boolean encrypted,
            boolean readOnly,
            State state,
            String node) {
        DiskDescription disk = disk(device);
        assertThat(disk.format()).isEqualTo(format);
        assertThat(disk.encrypted()).isEqualTo(encrypted);
        assertThat(disk.readOnly()).isEqualTo(readOnly);
        assertThat(disk.state()).isEqualTo(state);
        assertThat(disk.guestBytes()).isEqualTo(DiskImages.BYTES);
        if (node != null) {
            assertThat(disk.node()).isEqualTo(node);
        }
    }

    @Test
    void aDriveWithoutAMediumComesLastAndIsSaidToBeEmpty() {
        assertThat(guest.description().disks())
                .hasSize(8)
                .last()
                .extracting(DiskDescription::number, DiskDescription::state)
                .containsExactly(7, State.EMPTY);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> guest.openDisk(7))
                .withMessageContaining("EMPTY");
    }

    @Test
    void partsInABackingFileAreSaidToBeMissing() {
        DiskDescription disk = disk("overlay");
        assertThat(disk.reason())
                .isEqualTo(
                        "node e (qcow2) keeps parts of the disk elsewhere: in a backing file, a data file"
                                + " or a detached header");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> guest.openDisk(disk.number()))
                .withMessageContaining("backing file");
    }

    @Test
    void servesTheFileBelowLuks() throws IOException {
        byte[] served = read("luks-file");

        assertThat(served).isEqualTo(Files.readAllBytes(directory.resolve("a.luks")));
        assertCiphertext(served);
        assertThat(images.decrypted(served, "luks")).isEqualTo(DiskImages.bytes());
    }

    @Test
    void servesWhatQcow2HoldsBelowLuks() throws IOException {
        byte[] served = read("luks-qcow2");

        assertThat(served).isEqualTo(Files.readAllBytes(directory.resolve("b.luks")));
        assertCiphertext(served);
    }

    @Test
    void servesTheFileOfAQcow2ThatEncrypts() throws IOException {
        byte[] served = read("qcow2-inside");

        assertThat(served).isEqualTo(Files.readAllBytes(directory.resolve("c.qcow2")));
        assertCiphertext(served);
        assertThat(images.decrypted(served, "qcow2")).isEqualTo(DiskImages.bytes());
    }

    @Test
    void servesTheFileBelowLuksBelowQcow2() throws IOException {
        byte[] served = read("qcow2-luks");

        assertThat(served).isEqualTo(Files.readAllBytes(directory.resolve("d.luks")));
        assertCiphertext(served);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain-qcow2", "plain-raw"})
    void servesWhatTheGuestSeesWhereNothingEncrypts(String device) throws IOException {
        assertThat(read(device)).isEqualTo(DiskImages.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"luks-file", "qcow2-inside"})
    void whatTheGuestWritesIsSeenByTheNextRead(String device) throws IOException {
        String backend = "/machine/peripheral/%s/virtio-backend".formatted(device);
        try (BlockDevice disk = guest.openDisk(disk(device).number())) {
            byte[] before = bytes(disk);
            qemu.execute(
                    """
                    {"execute": "human-monitor-command", "arguments": {"command-line":
                     "qemu-io -d %s \\"write -P 0x41 1M 64k\\""}}\
                    """
                            .formatted(backend)
                            .replace("\n", ""));
            assertThat(bytes(disk)).isNotEqualTo(before);
            // Back as it was, for the other tests.
            qemu.execute(
                    """
                    {"execute": "human-monitor-command", "arguments": {"command-line":
                     "qemu-io -d %s \\"write -s %s 0 4M\\""}}\
                    """
                            .formatted(backend, images.content())
                            .replace("\n", ""));
            assertThat(bytes(disk)).isEqualTo(before);
        }
    }

    @Test
    void nothingIsLeftInQemuBehindTheLastDisk() throws IOException {
        String nodes = qemu.execute("{\"execute\": \"query-named-block-nodes\"}");
        BlockDevice one = guest.openDisk(disk("luks-file").number());
        BlockDevice two = guest.openDisk(disk("qcow2-inside").number());
        assertThat(exports()).contains("\"node-name\": \"host\"").contains("yagura-");

        one.close();
        assertThat(bytes(two)).hasSize((int) two.sizeBytes());
        two.close();

        assertThat(exports()).contains("\"return\": []");
        assertThat(qemu.execute("{\"execute\": \"query-named-block-nodes\"}")).isEqualTo(nodes);
    }

    @Test
    void aClosedDiskIsNotRead() throws IOException {
        BlockDevice disk = guest.openDisk(disk("luks-file").number());
        disk.close();
        disk.close();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> bytes(disk));
    }

    private static String exports() throws IOException {
        return qemu.execute("{\"execute\": \"query-block-exports\"}");
    }

    private static byte[] read(String device) throws IOException {
        try (BlockDevice disk = guest.openDisk(disk(device).number())) {
            return bytes(disk);
        }
    }

    private static byte[] bytes(BlockDevice disk) throws IOException {
        byte[] bytes = new byte[(int) disk.sizeBytes()];
        disk.read(0, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static void assertCiphertext(byte[] bytes) {
        assertThat(new String(bytes, ISO_8859_1)).doesNotContain(DiskImages.MARKER);
    }
}
