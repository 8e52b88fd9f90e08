package dev.yagura.storage.block.image;

import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * Opens the further files that an image names: what it is based upon, or where its data is.
 *
 * <p>Such a name stands in an image that anybody may have written. Taken as a path it would let an
 * image read any file that this process may read, {@code /etc/shadow} as well as the key of another
 * tenant. So a reader of images never opens a name itself: the caller decides here what a name may
 * mean, and has nothing to decide if it hands in {@link #refusing()}.
 */
@FunctionalInterface
public interface ImageResolver {

    /**
     * Opens the file that an image calls {@code name}.
     *
     * @param name as it stands in the image; hostile
     * @return the bytes of the file, to be closed by the caller
     * @throws IOException if the name is refused or the file cannot be opened
     */
    BlockDevice open(String name) throws IOException;

    /** Returns a resolver that refuses every name. */
    static ImageResolver refusing() {
        return name -> {
            throw new FileSystemException(
                    name, null, "is named by the image, and no further file may be opened for it");
        };
    }
}
