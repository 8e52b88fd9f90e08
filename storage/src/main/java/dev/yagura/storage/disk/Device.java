package dev.yagura.storage.disk;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.disk.DiskSource.Content;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A device that is to be looked at.
 *
 * @param bytes its content; lent
 * @param layer what it is
 * @param depth how many layers it lies on
 * @param content what the content is known to be; below a disk it is always the guest's
 * @param misfit what it was taken for and could not be used as
 */
record Device(BlockDevice bytes, Layer layer, int depth, Content content, Optional<Misfit> misfit) {

    /**
     * Why a device is no part of what it says it is a part of.
     *
     * @param of what it would be a part of
     */
    record Misfit(Membership of, IOException why) {}

    Device(BlockDevice bytes, Layer layer, int depth, Content content) {
        this(bytes, layer, depth, content, Optional.empty());
    }

    Device withMisfit(Membership of, IOException why) {
        return new Device(bytes, layer, depth, content, Optional.of(new Misfit(of, why)));
    }

    /** Returns whether it was found to be no part of that, or of what is looked for later. */
    boolean isNo(Membership of) {
        return misfit.isPresent() && misfit.get().of().compareTo(of) >= 0;
    }

    /** Returns the layer that stands for its content where that is no filesystem. */
    Layer unread(String format, LayerState state, String why) {
        return new Layer(
                layer.name(),
                LayerKind.FILESYSTEM,
                format,
                0,
                bytes.sizeBytes(),
                "",
                "",
                List.of(layer),
                state,
                why);
    }
}
