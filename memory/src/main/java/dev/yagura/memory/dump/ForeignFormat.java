package dev.yagura.memory.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;

/** Formats that people mistake for a dump, or that would have to be converted first. */
enum ForeignFormat {
    KDUMP("a kdump-compressed dump (makedumpfile)", "KDUMP   "),
    DISKDUMP("a diskdump", "DISKDUMP"),
    FLATTENED("a flattened makedumpfile dump", "makedumpfile\0"),
    AVML("a compressed avml dump", "AVML"),
    WINDOWS("a Windows crash dump", "PAGEDU"),
    MIGRATION("a QEMU migration stream", "QEVM"),
    LIBVIRT_SAVE("a saved state of libvirt", "LibvirtQemudSave"),
    LIBVIRT_PARTIAL("an unfinished saved state of libvirt", "LibvirtQemudPart"),
    QCOW2("a qcow2 image", "QFI\u00fb"),
    LUKS("a LUKS volume", "LUKS\u00ba\u00be"),
    VMDK("a VMDK image", "KDMV"),
    VHDX("a VHDX image", "vhdxfile"),
    GZIP("gzip-compressed", "\u001f\u008b"),
    XZ("xz-compressed", "\u00fd7zXZ\0"),
    ZSTD("zstd-compressed", "(\u00b5/\u00fd"),
    LZ4("lz4-compressed", "\u0004\"M\u0018"),
    BZIP2("bzip2-compressed", "BZh"),
    ZIP("a zip archive", "PK\u0003\u0004"),
    PCAPNG("a pcapng capture", "\n\r\r\n");

    private static final int LONGEST_MAGIC = 16;

    private final String description;

    /** The first bytes, one character each. */
    private final String magic;

    ForeignFormat(String description, String magic) {
        this.description = description;
        this.magic = magic;
    }

    /** Returns what the file is, to follow "is", for example {@code "a qcow2 image"}. */
    String description() {
        return description;
    }

    /** Returns the format whose magic stands at the start of {@code head}, if any does. */
    static Optional<ForeignFormat> of(byte[] head) {
        int longest = Math.min(head.length, LONGEST_MAGIC);
        String start = new String(head, 0, longest, ISO_8859_1);
        for (ForeignFormat format : values()) {
            if (start.startsWith(format.magic)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
