package dev.yagura.hypervisor.disk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the nodes below a drive is served.
 *
 * <p>On the way down by the children {@code file}, the first node that encrypts decides: its {@code
 * file} is served, whose bytes are the ciphertext and all that is needed to rebuild the disk, given
 * the key. Where nothing encrypts, the drive's own node is served, which is what the guest sees. A
 * disk that is neither — ciphertext from which parts are missing, or encryption elsewhere in the
 * graph — has no such node.
 *
 * @param node what is served; empty if {@code problem} says why none is
 * @param encrypted whether its bytes are ciphertext of QEMU's encryption
 * @param format drivers from the drive's node down, {@code "luks over qcow2 over file"}
 * @param problem why nothing is served; empty if something is
 */
record ServedNode(
        Optional<BlockNode> node, boolean encrypted, String format, Optional<String> problem) {

    /** Chooses for a drive whose own node is {@code root}. */
    static ServedNode below(BlockNode root, BlockGraph graph) {
        List<BlockNode> path = path(root, graph);
        String format = String.join(" over ", path.stream().map(ServedNode::layer).toList());
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).encryptsIntoFile()) {
                return encrypted(path, i, graph, format);
            }
        }
        for (BlockNode node : graph.withDescendants(root)) {
            if (node.encrypts()) {
                return refused(
                        format,
                        "node %s (%s) encrypts a part of it only"
                                .formatted(node.name(), node.driver()));
            }
        }
        return new ServedNode(Optional.of(root), false, format, Optional.empty());
    }

    private static List<BlockNode> path(BlockNode root, BlockGraph graph) {
        List<BlockNode> path = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Optional<BlockNode> next = Optional.of(root);
        while (next.isPresent() && seen.add(next.get().name())) {
            path.add(next.get());
            next = graph.child(next.get(), "file");
        }
        return path;
    }

    private static String layer(BlockNode node) {
        boolean inside = node.encrypts() && !node.driver().equals("luks");
        return inside ? "encrypted " + node.driver() : node.driver();
    }

    private static ServedNode encrypted(
            List<BlockNode> path, int encrypting, BlockGraph graph, String format) {
        for (BlockNode node : path.subList(0, encrypting + 1)) {
            if (graph.hasOtherChildren(node)) {
                return refused(
                        format,
                        "node %s (%s) keeps parts of the disk elsewhere: in a backing file, a data"
                                        .formatted(node.name(), node.driver())
                                + " file or a detached header");
            }
        }
        if (encrypting + 1 == path.size()) {
            return refused(format, "nothing is known below node " + path.get(encrypting).name());
        }
        return new ServedNode(
                Optional.of(path.get(encrypting + 1)), true, format, Optional.empty());
    }

    private static ServedNode refused(String format, String why) {
        return new ServedNode(Optional.empty(), true, format, Optional.of(why));
    }
}
