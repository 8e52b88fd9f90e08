package dev.yagura.hypervisor.disk;

import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.hypervisor.qmp.QmpException;
import dev.yagura.hypervisor.qmp.QmpException.Reason;
import dev.yagura.hypervisor.qmp.QmpObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * QEMU's built-in NBD server, through QMP. A QEMU has one; it serves plain NBD at one socket.
 *
 * <p>All that is made there has a name that begins with {@link #PREFIX}, so that what a killed
 * agent left behind can be told from what is others'.
 */
record NbdHost(QmpClient qmp) {
    /** Begin of the names of exports and nodes of any agent. */
    static final String PREFIX = "yagura-";

    /**
     * Starts the server.
     *
     * @param socket path as QEMU reaches it
     * @return false if it runs already
     */
    boolean start(String socket) throws QmpException {
        try {
            qmp.execute(
                    "nbd-server-start",
                    Map.of("addr", Map.of("type", "unix", "data", Map.of("path", socket))));
            return true;
        } catch (QmpException e) {
            if (isRefusal(e, "already running")) {
                return false;
            }
            throw e;
        }
    }

    /** QMP has one class for nearly all errors; what happened is in its words alone. */
    private static boolean isRefusal(QmpException e, String words) {
        return e.reason() == Reason.REFUSED && String.valueOf(e.getMessage()).contains(words);
    }

    /** Stops the server and ends all its exports, then removes the nodes that were made for it. */
    void stop() throws QmpException {
        try {
            qmp.execute("nbd-server-stop", Map.of());
        } catch (QmpException e) {
            if (!isRefusal(e, "not running")) { // else somebody was quicker
                throw e;
            }
        }
        Object nodes = qmp.execute("query-named-block-nodes", Map.of("flat", true));
        for (QmpObject node : QmpObject.listOf(nodes)) {
            if (node.text("node-name").startsWith(PREFIX)) {
                qmp.execute("blockdev-del", Map.of("node-name", node.text("node-name")));
            }
        }
    }

    /**
     * Exports a node read-only.
     *
     * <p>A node whose parent may change its size (a qcow2 image that grows) cannot be exported.
     * Where the host keeps its bytes in a file, a second node reads that file; it takes no lock,
     * because the first one has it.
     *
     * @param name of the export, and of the second node
     */
    void export(BlockNode node, String name) throws IOException {
        try {
            add(node.name(), name);
        } catch (QmpException e) {
            if (e.reason() != Reason.REFUSED || !node.isHostFile()) {
                throw e;
            }
            Map<String, Object> reader = new LinkedHashMap<>();
            reader.put("driver", node.driver());
            reader.put("filename", node.file());
            reader.put("node-name", name);
            reader.put("read-only", true);
            reader.put("locking", "off");
            reader.put("cache", Map.of("direct", node.direct(), "no-flush", false));
            qmp.execute("blockdev-add", reader);
            add(name, name);
        }
    }

    private void add(String node, String name) throws QmpException {
        Map<String, Object> export = new HashMap<>();
        export.put("type", "nbd");
        export.put("id", name);
        export.put("node-name", node);
        export.put("name", name);
        export.put("description", name);
        export.put("writable", false);
        qmp.execute("block-export-add", export);
    }

    /** Ends an export; who still reads it is cut off. */
    void remove(String name) throws QmpException {
        qmp.execute("block-export-del", Map.of("id", name, "mode", "hard"));
    }
}
