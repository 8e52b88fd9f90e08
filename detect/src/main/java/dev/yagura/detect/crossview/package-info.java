/**
 * A VM's packets held against its memory.
 *
 * <p>{@link dev.yagura.detect.crossview.SocketWatch} is told of packets, and of looks at the
 * kernel's socket tables ({@link dev.yagura.detect.crossview.SocketLook}), and joins both: whose
 * socket a flow is, and which flows and answered ports have none. That a socket is missing counts
 * only if packets of the VM came before a look and after it, so that the socket was there all the
 * time; and only if further looks say the same.
 */
@NullMarked
package dev.yagura.detect.crossview;

import org.jspecify.annotations.NullMarked;
