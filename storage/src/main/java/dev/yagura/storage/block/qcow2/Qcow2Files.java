package dev.yagura.storage.block.qcow2;

import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The files of an image.
 *
 * @param file header and tables
 * @param data clusters of data; the same device unless data is external
 * @param backing what the image is based upon, if anything
 */
record Qcow2Files(BlockDevice file, BlockDevice data, @Nullable BlockDevice backing) {

    boolean isLive() {
        return file.isLive() || data.isLive() || (backing != null && backing.isLive());
    }

    Qcow2Files withData(BlockDevice other) {
        return new Qcow2Files(file, other, backing);
    }

    void close() throws IOException {
        file.close();
        data.close();
        if (backing != null) {
            backing.close();
        }
    }
}
