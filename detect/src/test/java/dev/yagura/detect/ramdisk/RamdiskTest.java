package dev.yagura.detect.ramdisk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.detect.files.ByteSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RamdiskTest {
    private static final byte[] MICROCODE =
            new Cpio().file("kernel/x86/microcode/GenuineIntel.bin", Cpio.DATA, "code").bytes();

    /** One archive appended in every form that is read, with zeros between. */
    private static final byte[] MAIN =
            new Cpio()
                    .file("init", Cpio.PROGRAM, "#!/bin/sh\n")
                    .link("bin", "usr/bin")
                    .file("./usr/bin/ls", Cpio.PROGRAM, "\177ELF ls")
                    .file("empty", Cpio.DATA, "")
                    .file("conf/long", Cpio.DATA, noise(300_000))
                    .bytes();

    private static final byte[] APPENDED =
            new Cpio().file("/scripts/evil", Cpio.PROGRAM, "#!/bin/sh\nevil\n").bytes();

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static List<RamdiskMember> members(byte[] ramdisk) throws IOException {
        List<RamdiskMember> members = new ArrayList<>();
        read(ramdisk, members);
        return members;
    }

    private static void read(byte[] ramdisk, List<RamdiskMember> members) throws IOException {
        ByteSource source =
                (offset, to, at, length) -> {
                    int count = (int) Math.min(length, ramdisk.length - offset);
                    System.arraycopy(ramdisk, (int) offset, to, at, count);
                    return count;
                };
        Ramdisk.read(source, members::add);
    }

    private static List<String> paths(byte[] ramdisk) throws IOException {
        return members(ramdisk).stream().map(RamdiskMember::path).toList();
    }

    private static MalformedStructureException refusal(byte[] ramdisk) {
        MalformedStructureException e =
                catchThrowableOfType(
                        MalformedStructureException.class, () -> read(ramdisk, new ArrayList<>()));
        assertThat(e).isNotNull();
        return e;
    }

    private static byte[] compressed(String form, byte[] plain) throws IOException {
        return switch (form) {
            case "gzip" -> Cpio.gzip(plain);
            case "xz" -> Cpio.xz(plain);
            case "zstd" -> Cpio.zstd(plain);
            case "lz4" -> Cpio.lz4(plain);
            default -> plain;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "xz", "zstd", "lz4"})
    void everyArchiveIsReadToTheLast(String form) throws IOException {
        byte[] ramdisk =
                Cpio.join(
                        MICROCODE,
                        new byte[508],
                        compressed(form, MAIN),
                        new byte[8],
                        compressed(form, APPENDED),
                        APPENDED,
                        new byte[3]);

        List<RamdiskMember> members = members(ramdisk);

        assertThat(members)
                .extracting(RamdiskMember::path)
                .containsExactly(
                        "kernel/x86/microcode/GenuineIntel.bin",
                        "init",
                        "usr/bin/ls",
                        "conf/long",
                        "scripts/evil",
                        "scripts/evil");
        assertThat(members.get(1).form()).isEqualTo(RamdiskMember.Form.SCRIPT);
        assertThat(members.get(1).isExecutable()).isTrue();
        assertThat(members.get(2).form()).isEqualTo(RamdiskMember.Form.ELF);
        assertThat(members.get(3).form()).isEqualTo(RamdiskMember.Form.OTHER);
        assertThat(members.get(3).isExecutable()).isFalse();
        assertThat(members.get(3).hasContent(noise(300_000))).isTrue();
        assertThat(members.get(3).hasContent(noise(300_001))).isFalse();
    }

    @Test
    void aCompressedPartMayHoldSeveralArchives() throws IOException {
        assertThat(paths(Cpio.gzip(Cpio.join(MICROCODE, new byte[400], APPENDED))))
                .containsExactly("kernel/x86/microcode/GenuineIntel.bin", "scripts/evil");
    }

    @Test
    void everyGzipHeaderIsReadOver() throws IOException {
        byte[] plain = Cpio.gzip(APPENDED);
        byte[] fields = "\3\0abcname\0comment\0\0\0".getBytes(US_ASCII);
        byte[] head = Arrays.copyOf(plain, 10);
        head[3] = 2 | 4 | 8 | 16;

        assertThat(paths(Cpio.join(head, fields, Arrays.copyOfRange(plain, 10, plain.length))))
                .containsExactly("scripts/evil");
    }

    @ParameterizedTest
    @CsvSource({
        "070707, 00000001, 00000002, UNSUPPORTED, c_magic",
        "070703, 00000001, 00000002, BAD_MAGIC, c_magic",
        "070701, 0000000G, 00000002, OUT_OF_RANGE, c_filesize",
        "070701, -0000001, 00000002, OUT_OF_RANGE, c_filesize",
        "070701, 00000001, 00000000, OUT_OF_RANGE, c_namesize",
        "070701, 00000001, 00001001, OUT_OF_RANGE, c_namesize",
        "070701, 00000001, FFFFFFFF, OUT_OF_RANGE, c_namesize",
        "070701, 00000001, 00000003, OUT_OF_RANGE, name",
        "070701, FFFFFFFF, 00000002, OUT_OF_RANGE, unpacked size",
        "070701, 0FFFFFFF, 00000002, TRUNCATED, c_filesize",
        "070701, 00000001, 00001000, TRUNCATED, c_namesize",
    })
    void hostileHeadersAreRefused(
            String magic, String size, String nameSize, Reason reason, String field) {
        byte[] name = "a\0b\0cdef".getBytes(US_ASCII);
        MalformedStructureException e =
                refusal(Cpio.join(MICROCODE, Cpio.header(magic, size, nameSize), name));

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e.field()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5d00008000", "894c5a4f00", "425a683900", "deadbeef"})
    void whatIsNotReadIsRefusedByName(String start) {
        MalformedStructureException e =
                refusal(Cpio.join(MICROCODE, HexFormat.of().parseHex(start)));

        assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(e.offset()).isEqualTo(MICROCODE.length);
    }

    @Test
    void anArchiveWithoutTrailerIsToldAfterItsMembers() {
        List<RamdiskMember> members = new ArrayList<>();
        byte[] cut = new Cpio().file("init", Cpio.PROGRAM, "x").withoutTrailer();

        assertThatThrownBy(() -> read(cut, members)).hasMessageContaining("no trailer");
        assertThat(members).extracting(RamdiskMember::path).containsExactly("init");
    }

    @Test
    void archivesWithoutEndAreCounted() {
        byte[] empty = new Cpio().bytes();
        byte[][] many = new byte[300][];
        Arrays.fill(many, empty);

        assertThat(refusal(Cpio.join(many)).field()).isEqualTo("archives");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "xz", "zstd", "lz4"})
    void everyCutAndEveryChangeIsReadOrRefused(String form) throws IOException {
        byte[] whole = Cpio.join(compressed(form, MAIN_SHORT), compressed(form, APPENDED));
        for (int length = 1; length < whole.length; length++) {
            readOrRefuse(Arrays.copyOf(whole, length));
        }
        Random random = new Random(7);
        for (int i = 0; i < Integer.getInteger("mutations", 500); i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            readOrRefuse(changed);
        }
    }

    private static final byte[] MAIN_SHORT =
            new Cpio()
                    .file("init", Cpio.PROGRAM, "#!/bin/sh\n" + "echo a line\n".repeat(30))
                    .bytes();

    private static void readOrRefuse(byte[] ramdisk) throws IOException {
        try {
            members(ramdisk);
        } catch (MalformedStructureException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Test
    void aNameEndsAtItsFirstZero() throws IOException {
        byte[] name = "init\0hidden\0".getBytes(UTF_8);
        byte[] member = Cpio.join(Cpio.header("070701", "00000001", "0000000C"), name, new byte[2]);

        assertThat(paths(Cpio.join(member, "x\0\0\0".getBytes(UTF_8), new Cpio().bytes())))
                .containsExactly("init");
    }
}
