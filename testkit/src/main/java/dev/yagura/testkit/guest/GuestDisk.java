package dev.yagura.testkit.guest;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A disk image given to a guest as a virtio disk ({@code /dev/vda} and on, in order).
 *
 * @param file the image
 * @param format what the image is
 * @param key file with the passphrase; there for {@link Format#LUKS} and for no other format
 */
public record GuestDisk(Path file, Format format, Optional<Path> key) {
    /** What a disk image is. */
    public enum Format {
        /** The sectors themselves. */
        RAW,
        /** QEMU's copy-on-write format. */
        QCOW2,
        /** Encrypted by QEMU: the guest sees plain sectors, the host ciphertext. */
        LUKS
    }

    /** By this the guest finds its system among its disks. */
    private static final String SYSTEM_SERIAL = ",serial=system";

    /** Names the nodes of a guest's system apart from those of its other disks. */
    private static final int SYSTEM_NUMBER = 99;

    /** Refuses a key without encryption and encryption without a key. */
    public GuestDisk {
        if (key.isPresent() != (format == Format.LUKS)) {
            throw new IllegalArgumentException(
                    "format = %s, key = %s: only LUKS has a key".formatted(format, key));
        }
    }

    /** Returns a raw image. */
    public static GuestDisk raw(Path file) {
        return new GuestDisk(file, Format.RAW, Optional.empty());
    }

    /** Returns a qcow2 image. */
    public static GuestDisk qcow2(Path file) {
        return new GuestDisk(file, Format.QCOW2, Optional.empty());
    }

    /** Returns an image that QEMU encrypts with the passphrase in a file. */
    public static GuestDisk luks(Path file, Path key) {
        return new GuestDisk(file, Format.LUKS, Optional.of(key));
    }

    /** Returns QEMU's options; node {@code host<n>} is the image as the host sees it. */
    List<String> options(int number) {
        return options(number, "");
    }

    /**
     * Returns QEMU's options for the disk that a guest's system is on. One in the clear is shared
     * by all guests: QEMU forgets at its end what the guest writes to it.
     */
    List<String> systemOptions() {
        if (format != Format.RAW) {
            return options(SYSTEM_NUMBER, SYSTEM_SERIAL);
        }
        return List.of(
                "-drive",
                "if=none,id=system,format=raw,snapshot=on,file=" + QemuCommand.escaped(file),
                "-device",
                "virtio-blk-pci,drive=system" + SYSTEM_SERIAL);
    }

    private List<String> options(int number, String serial) {
        String host =
                "driver=file,filename=%s,node-name=host%d"
                        .formatted(QemuCommand.escaped(file), number);
        String device = "virtio-blk-pci,drive=plain%d%s".formatted(number, serial);
        String plain =
                switch (format) {
                    case RAW -> "driver=raw,file=host%1$d,node-name=plain%1$d";
                    case QCOW2 -> "driver=qcow2,file=host%1$d,node-name=plain%1$d";
                    case LUKS -> "driver=luks,file=host%1$d,key-secret=key%1$d,node-name=plain%1$d";
                };
        List<String> secret =
                key.map(path ->
                                List.of(
                                        "-object",
                                        "secret,id=key%d,file=%s"
                                                .formatted(number, QemuCommand.escaped(path))))
                        .orElse(List.of());
        return Stream.of(
                        secret,
                        List.of("-blockdev", host, "-blockdev", plain.formatted(number)),
                        List.of("-device", device))
                .flatMap(List::stream)
                .toList();
    }
}
