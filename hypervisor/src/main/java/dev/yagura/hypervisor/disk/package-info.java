/**
 * A running guest's disks: which there are, which of QEMU's nodes is served for each, and how it is
 * reached.
 *
 * <p>QEMU's block layer is a graph of nodes ({@code docs/interop/qmp-ref}, "Block devices"). Served
 * is the node below the one that encrypts, by an export of QEMU's own NBD server ({@code
 * block-export-add}). Nothing here understands an image format or a key: it relays bytes.
 */
@NullMarked
package dev.yagura.hypervisor.disk;

import org.jspecify.annotations.NullMarked;
