package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Structure;

/**
 * An item of a tree.
 *
 * @param data its bytes; may be none
 */
record Item(Key key, Structure data) {}
