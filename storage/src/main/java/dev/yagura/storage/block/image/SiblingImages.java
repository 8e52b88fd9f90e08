package dev.yagura.storage.block.image;

import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Lets an image name files in one folder: that in which the user pointed at the image.
 *
 * <p>A name must be a plain file name, without a folder and without a protocol such as {@code
 * nbd:}, and the file no symbolic link. A user who wants another file opened moves it there.
 */
public final class SiblingImages implements ImageResolver {
    private final Path folder;

    /** Allows the files of {@code folder}. */
    public SiblingImages(Path folder) {
        this.folder = folder;
    }

    @Override
    public BlockDevice open(String name) throws IOException {
        if (!isPlain(name)) {
            throw new FileSystemException(
                    name,
                    null,
                    "is named by the image, expected the plain name of a file in " + folder);
        }
        return ImageFile.openNoLink(folder.resolve(name));
    }

    private static boolean isPlain(String name) {
        try {
            Path path = Path.of(name);
            return !name.isEmpty()
                    && !name.equals(".")
                    && !name.equals("..")
                    && name.indexOf(':') < 0
                    && !path.isAbsolute()
                    && path.getNameCount() == 1
                    && path.getFileName().toString().equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
