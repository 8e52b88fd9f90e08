package dev.yagura.hypervisor.disk;

import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.hypervisor.qmp.QmpException;
import dev.yagura.hypervisor.qmp.QmpObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** QEMU's block layer at one moment: the guest's drives and the nodes below them. */
final class BlockGraph {
    /** Flash chips with the machine's firmware; no disks. */
    private static final String FIRMWARE = "/machine/system.flash";

    private final List<QmpObject> drives;
    private final Map<String, BlockNode> nodes = new HashMap<>();
    private final Map<String, Map<String, String>> children = new HashMap<>();

    private BlockGraph(List<QmpObject> drives) {
        this.drives = drives;
    }

    /**
     * Asks QEMU, by {@code query-block}, {@code query-named-block-nodes} and, since no stable
     * command of QEMU 7.2 tells how nodes hang together, {@code x-debug-query-block-graph}.
     *
     * @throws QmpException if QEMU does not answer or does not know one of them
     */
    static BlockGraph ask(QmpClient qmp) throws QmpException {
        BlockGraph graph = new BlockGraph(QmpObject.listOf(qmp.execute("query-block", Map.of())));
        Object named = qmp.execute("query-named-block-nodes", Map.of("flat", true));
        for (QmpObject node : QmpObject.listOf(named)) {
            graph.nodes.put(node.text("node-name"), BlockNode.of(node));
        }
        Object edges = qmp.execute("x-debug-query-block-graph", Map.of());
        if (edges instanceof Map<?, ?> map) {
            graph.connect(new QmpObject(map));
        }
        return graph;
    }

    private void connect(QmpObject graph) {
        Map<Long, String> names = new HashMap<>();
        for (QmpObject node : graph.objects("nodes")) {
            if (node.text("type").equals("block-driver")) {
                names.put(node.number("id"), node.text("name"));
            }
        }
        for (QmpObject edge : graph.objects("edges")) {
            String parent = names.get(edge.number("parent"));
            String child = names.get(edge.number("child"));
            if (parent != null && child != null) {
                children.computeIfAbsent(parent, _ -> new HashMap<>())
                        .put(edge.text("name"), child);
            }
        }
    }

    /**
     * Returns what {@code query-block} says of the guest's drives, the fixed ones first. Left out
     * are flash chips with firmware, and what is plugged into no device.
     */
    List<QmpObject> drives() {
        List<QmpObject> all = new ArrayList<>();
        for (boolean removable : new boolean[] {false, true}) {
            drives.stream()
                    .filter(drive -> drive.flag("removable") == removable)
                    .filter(drive -> !drive.text("qdev").isEmpty())
                    .filter(drive -> !drive.text("qdev").startsWith(FIRMWARE))
                    .forEach(all::add);
        }
        return all;
    }

    /** Returns the node of a name. */
    Optional<BlockNode> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** Returns a node's child of a name, for example {@code "file"} or {@code "backing"}. */
    Optional<BlockNode> child(BlockNode node, String name) {
        return Optional.ofNullable(children.getOrDefault(node.name(), Map.of()).get(name))
                .flatMap(this::node);
    }

    /** Returns whether a node has other children than {@code "file"}. */
    boolean hasOtherChildren(BlockNode node) {
        return children.getOrDefault(node.name(), Map.of()).keySet().stream()
                .anyMatch(name -> !name.equals("file"));
    }

    /** Returns a node and all below it. */
    List<BlockNode> withDescendants(BlockNode root) {
        Set<String> seen = new HashSet<>();
        List<BlockNode> found = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>(List.of(root.name()));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (seen.add(name)) {
                node(name).ifPresent(found::add);
                open.addAll(children.getOrDefault(name, Map.of()).values());
            }
        }
        return found;
    }
}
