package dev.yagura.storage.btrfs;

import java.io.IOException;
import java.util.Optional;

/** A tree of items in the order of their keys. Safe for concurrent use. */
final class Tree {
    private final Nodes nodes;
    private final NodePointer root;

    Tree(Nodes nodes, NodePointer root) {
        this.nodes = nodes;
        this.root = root;
    }

    /** Takes one item after the other. */
    @FunctionalInterface
    interface Visitor {
        /** Takes an item; returns whether to go on. */
        boolean visit(Item item) throws IOException;
    }

    /** Returns the number of the tree. */
    long number() {
        return root.tree();
    }

    /** Returns the item with a key. */
    Optional<Item> find(Key key) throws IOException {
        return floor(key).filter(item -> item.key().equals(key));
    }

    /** Returns the last item at or before a key. */
    Optional<Item> floor(Key key) throws IOException {
        NodePointer pointer = root;
        while (true) {
            Node node = nodes.get(pointer);
            int index = node.floor(key);
            if (index < 0) {
                return Optional.empty();
            }
            if (node.isLeaf()) {
                return Optional.of(node.item(index));
            }
            pointer = node.child(index, pointer);
        }
    }

    /** Calls {@code visitor} for the items from a key on, until it returns false. */
    void visit(Key from, Visitor visitor) throws IOException {
        visit(root, from, visitor);
    }

    /** Calls {@code visitor} for the items of one type that an object has, until it is false. */
    void visit(long objectId, int type, Visitor visitor) throws IOException {
        visit(
                new Key(objectId, type, 0),
                item -> item.key().is(objectId, type) && visitor.visit(item));
    }

    private boolean visit(NodePointer pointer, Key from, Visitor visitor) throws IOException {
        Node node = nodes.get(pointer);
        int first = node.floor(from);
        if (node.isLeaf() && (first < 0 || !node.item(first).key().equals(from))) {
            first++;
        }
        for (int i = Math.max(first, 0); i < node.count(); i++) {
            boolean on =
                    node.isLeaf()
                            ? visitor.visit(node.item(i))
                            : visit(node.child(i, pointer), from, visitor);
            if (!on) {
                return false;
            }
        }
        return true;
    }
}
