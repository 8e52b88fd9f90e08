package dev.yagura.storage.btrfs;

import java.util.Optional;

/**
 * Where a node is and what it must be, as far as its parent tells.
 *
 * @param logical its address
 * @param generation of the transaction that wrote it
 * @param level how far it is from the leaves, which have 0
 * @param tree number of the tree that was entered
 * @param first key that it must begin with; of a root nothing is known
 * @param limit key before which it must end, where there is one
 */
record NodePointer(
        long logical,
        long generation,
        int level,
        long tree,
        Optional<Key> first,
        Optional<Key> limit) {

    static NodePointer root(long logical, long generation, int level, long tree) {
        return new NodePointer(
                logical, generation, level, tree, Optional.empty(), Optional.empty());
    }
}
