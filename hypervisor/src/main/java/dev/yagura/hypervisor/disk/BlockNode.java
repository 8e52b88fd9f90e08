package dev.yagura.hypervisor.disk;

import dev.yagura.hypervisor.qmp.QmpObject;
import java.util.Set;

/**
 * One node of QEMU's block layer.
 *
 * @param name unique in its QEMU
 * @param driver for example {@code "luks"}
 * @param encrypts whether its content is encrypted by QEMU in the node below
 * @param readOnly whether it cannot be written
 * @param sizeBytes of its content
 * @param file what it was opened from, as QEMU would open it again
 * @param direct whether it passes by the host's page cache
 */
record BlockNode(
        String name,
        String driver,
        boolean encrypts,
        boolean readOnly,
        long sizeBytes,
        String file,
        boolean direct) {
    /** Drivers that encrypt into their child {@code file}. */
    private static final Set<String> ENCRYPTING = Set.of("luks", "qcow2", "qcow");

    /** Drivers of what the host's kernel keeps: more than one node may open the same. */
    private static final Set<String> OF_HOST = Set.of("file", "host_device");

    /** Reads an element of {@code query-named-block-nodes}. */
    static BlockNode of(QmpObject node) {
        String driver = node.text("drv");
        return new BlockNode(
                node.text("node-name"),
                driver,
                node.flag("encrypted") || driver.equals("luks"),
                node.flag("ro"),
                node.object("image").map(image -> image.number("virtual-size")).orElse(0L),
                node.object("image").map(image -> image.text("filename")).orElse(""),
                node.object("cache").map(cache -> cache.flag("direct")).orElse(false));
    }

    /** Returns whether the node below holds this one's ciphertext. */
    boolean encryptsIntoFile() {
        return encrypts && ENCRYPTING.contains(driver);
    }

    /** Returns whether another node can read the same bytes from the host. */
    boolean isHostFile() {
        return OF_HOST.contains(driver) && !file.isEmpty() && !file.startsWith("json:");
    }
}
