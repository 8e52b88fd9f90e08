/**
 * Packets of a running QEMU, tapped at run time and let go again.
 *
 * <p>For each network interface two of QEMU's {@code filter-mirror} objects are added by QMP
 * ({@code object-add}, "QEMU User Documentation", "Network filters"), each with a chardev that
 * connects to a Unix socket of this process. One mirrors all frames, which gives their order; the
 * other those that the guest sends, which tells their direction, as a filter's stream does not.
 * Their stream is a 32-bit big-endian length, that of the virtio-net header, then the bytes.
 *
 * <p>QEMU writes to such a socket until all is taken, and while it waits the guest stands still. So
 * the sockets are read by a thread that waits for nothing else: what does not fit into a bounded
 * queue is dropped and counted. A process that is killed closes its sockets with it; QEMU then
 * throws away what its filters mirror, until the next agent takes them off. One that is stopped and
 * not killed holds the guest up as soon as about 200 KiB are unread: the signals by which a
 * terminal stops a process are ignored, SIGSTOP cannot be.
 *
 * <p>No frame is looked into. Not done: network devices whose frames do not pass through QEMU
 * (vhost, passed-through cards), which QEMU refuses to filter, and those with several queues.
 */
@NullMarked
package dev.yagura.hypervisor.tap;

import org.jspecify.annotations.NullMarked;
