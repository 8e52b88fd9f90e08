package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.qcow2.Qcow2Encryption;
import dev.yagura.storage.block.qcow2.Qcow2Image;
import dev.yagura.storage.disk.DiskSource.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens disks as they are handed in: by their image format, and the encryption inside that. */
final class DiskOpening {
    private static final String RAW = "raw";
    private static final String QCOW2 = "qcow2";

    private final LayerList found;
    private final Unlocking unlocking;
    private final List<BlockDevice> opened = new ArrayList<>();

    DiskOpening(LayerList found, Unlocking unlocking) {
        this.found = found;
        this.unlocking = unlocking;
    }

    /** Returns the images that were opened and are to be closed before the disks. */
    List<BlockDevice> opened() {
        return opened;
    }

    /** Returns what the guest sees as its disk, or empty if it cannot be read; says why not. */
    Optional<Device> open(DiskSource disk) {
        BlockDevice bytes = disk.device();
        String format = RAW;
        try {
            if (disk.content() == Content.IMAGE && Qcow2Image.isPresent(bytes)) {
                format = QCOW2;
                return qcow2(disk, Qcow2Image.open(new BorrowedDevice(bytes), disk.siblings()));
            }
        } catch (IOException e) {
            found.add(
                    layer(disk, format, bytes).closed(LayerList.stateAfter(e), LayerList.words(e)));
            return Optional.empty();
        }
        Layer layer = found.add(layer(disk, format, bytes));
        return Optional.of(new Device(bytes, layer, 1, disk.content()));
    }

    private Optional<Device> qcow2(DiskSource disk, Qcow2Image image) {
        image.notes().forEach(note -> found.remark(disk.name() + ": " + note));
        Layer layer = found.add(layer(disk, QCOW2, image));
        if (image.encryption().isPresent()) {
            return unlocked(image, image.encryption().get(), layer);
        }
        opened.add(image);
        return Optional.of(new Device(image, layer, 1, disk.content()));
    }

    private Optional<Device> unlocked(Qcow2Image image, Qcow2Encryption encryption, Layer on) {
        Unlocking.Outcome outcome =
                unlocking.open(
                        encryption.luksHeader(),
                        encryption.cipherText(),
                        on,
                        LayerKind.HOST_ENCRYPTION);
        if (outcome.volume().isEmpty()) {
            opened.add(image);
            found.add(outcome.layer());
            return Optional.empty();
        }
        // The volume is all of the file, its tables included: the guest's disk is that in the
        // image.
        Qcow2Image clear = image.unlocked(outcome.volume().get());
        opened.add(clear);
        Layer layer = found.add(outcome.layer().opened(clear.sizeBytes()));
        return Optional.of(new Device(clear, layer, 2, Content.GUEST));
    }

    private static Layer layer(DiskSource disk, String format, BlockDevice bytes) {
        return new Layer(
                disk.name(),
                LayerKind.DISK,
                format,
                0,
                bytes.sizeBytes(),
                "",
                "",
                List.of(),
                LayerState.OPEN,
                "");
    }
}
