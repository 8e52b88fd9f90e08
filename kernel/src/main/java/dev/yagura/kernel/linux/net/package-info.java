/**
 * A guest's networking: namespaces, sockets and who holds them, interfaces, hooks.
 *
 * <p>Everything is read from the tables that the kernel itself looks packets and sockets up in,
 * never from what its {@code /proc} files would print. Kernels 5.10 to 7.2.
 */
@NullMarked
package dev.yagura.kernel.linux.net;

import org.jspecify.annotations.NullMarked;
