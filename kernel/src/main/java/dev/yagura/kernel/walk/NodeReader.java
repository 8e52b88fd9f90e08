package dev.yagura.kernel.walk;

import java.io.IOException;

/**
 * Makes an item of a node's address.
 *
 * @param <T> the item
 */
interface NodeReader<T> {
    T read(long nodeGva) throws IOException;
}
