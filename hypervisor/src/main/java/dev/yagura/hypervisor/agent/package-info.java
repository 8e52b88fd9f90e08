/**
 * The agent as a running whole: this host's guests behind the channel's server.
 *
 * <p>It reads bytes, reads registers and pauses vCPUs for peers that its policy accepts. It
 * understands nothing of an operating system, a file or a packet.
 */
@NullMarked
package dev.yagura.hypervisor.agent;

import org.jspecify.annotations.NullMarked;
