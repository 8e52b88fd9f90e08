package dev.yagura.view.synthetic;

import java.io.IOException;

/** Makes the content of a file, or the target of a symbolic link. */
@FunctionalInterface
public interface Content {
    /**
     * Returns all of it.
     *
     * @throws IOException if it cannot be known; the reader of the file is told so
     */
    byte[] bytes() throws IOException;
}
