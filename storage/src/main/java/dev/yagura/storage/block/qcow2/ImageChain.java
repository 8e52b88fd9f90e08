package dev.yagura.storage.block.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.block.image.ImageFormat;
import dev.yagura.storage.block.image.ImageResolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens an image with all further files that it names, and those that these name. */
final class ImageChain {
    /** Most images on top of each other. Backup programs make some dozens. */
    private static final int MAX_DEPTH = 64;

    private final ImageResolver others;
    private final Set<String> names = new HashSet<>();
    private final List<BlockDevice> opened = new ArrayList<>();

    private ImageChain(ImageResolver others) {
        this.others = others;
    }

    static Qcow2Image open(BlockDevice file, ImageResolver others) throws IOException {
        ImageChain chain = new ImageChain(others);
        boolean whole = false;
        try {
            Qcow2Image image = chain.open(file);
            whole = true;
            return image;
        } finally {
            if (!whole) {
                for (BlockDevice device : chain.opened) {
                    device.close();
                }
            }
        }
    }

    private Qcow2Image open(BlockDevice file) throws IOException {
        Qcow2Header header = Qcow2Header.read(file);
        HeaderExtensions extensions = HeaderExtensions.read(file, header);
        header.requireReadable(extensions);
        List<String> notes = new ArrayList<>();
        if (header.has(IncompatibleFeature.DIRTY)) {
            notes.add("the image was not closed by QEMU; what that leaves undone is not needed");
        }
        if (header.has(IncompatibleFeature.CORRUPT)) {
            notes.add("QEMU has marked the image as corrupt; it is read as it is");
        }
        BlockDevice data = file;
        if (header.has(IncompatibleFeature.EXTERNAL_DATA)) {
            data =
                    another(
                            extensions
                                    .dataFile()
                                    .orElseThrow(() ->
                                            malformed(
                                                    "external data file",
                                                    "has no name, expected one")));
        }
        BlockDevice backing = backing(file, header, extensions, notes);
        Optional<Qcow2Encryption> encryption = Optional.empty();
        if (header.crypt() == Qcow2Header.CRYPT_LUKS) {
            HeaderExtensions.LuksPlace place =
                    extensions
                            .luksHeader()
                            .orElseThrow(() ->
                                    malformed(
                                            "crypt_method",
                                            "is 2, expected the place of a LUKS header"));
            // The file is closed with the image, also when that is unlocked; one for data is not.
            BlockDevice clusters =
                    header.has(IncompatibleFeature.EXTERNAL_DATA) ? data : new BorrowedDevice(file);
            encryption = Optional.of(Qcow2Encryption.of(file, clusters, place));
        }
        return new Qcow2Image(
                new Qcow2Files(file, data, backing),
                header,
                encryption,
                SnapshotTable.read(file, header),
                notes);
    }

    private @Nullable BlockDevice backing(
            BlockDevice file, Qcow2Header header, HeaderExtensions extensions, List<String> notes)
            throws IOException {
        if (header.backingNameOffset() == 0 || header.backingNameBytes() == 0) {
            return null;
        }
        String name =
                new String(
                        DeviceReads.bytes(
                                "qcow2 backing file name",
                                file,
                                header.backingNameOffset(),
                                header.backingNameBytes()),
                        UTF_8);
        if (!names.add(name) || names.size() > MAX_DEPTH) {
            throw new MalformedStructureException(
                    Reason.CYCLE,
                    "qcow2 header",
                    "backing_file",
                    header.backingNameOffset(),
                    "was there before, or is number %d, expected an end of the chain within %d"
                            .formatted(names.size(), MAX_DEPTH));
        }
        BlockDevice backing = another(name);
        String format = extensions.backingFormat().map(f -> f.toLowerCase(Locale.ROOT)).orElse("");
        if (format.isEmpty()) {
            format = ImageFormat.detect(backing).name().toLowerCase(Locale.ROOT);
            notes.add(
                    "the image does not say what its backing file is; by its first bytes it is "
                            + format);
        }
        return switch (format) {
            case "raw" -> backing;
            case "qcow2" -> requireClear(open(backing));
            default ->
                    throw new MalformedStructureException(
                            Reason.UNSUPPORTED,
                            "qcow2 header",
                            "backing file format",
                            0,
                            "is another than expected, raw or qcow2: " + format);
        };
    }

    private static Qcow2Image requireClear(Qcow2Image backing) throws MalformedStructureException {
        if (backing.encryption().isPresent()) {
            throw new MalformedStructureException(
                    Reason.UNSUPPORTED,
                    "qcow2 header",
                    "backing_file",
                    0,
                    "is encrypted, which is read of the image itself only");
        }
        return backing;
    }

    private BlockDevice another(String name) throws IOException {
        BlockDevice device = others.open(name);
        opened.add(device);
        return device;
    }

    private static MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "qcow2 header", field, 0, detail);
    }
}
