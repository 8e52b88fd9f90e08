/**
 * The enclave's end of the channel: an {@link dev.yagura.channel.client.AgentConnection} gives the
 * guests of one agent, their memory, disks, registers and pauses. A connection that fails stays
 * failed; a new look at a guest opens a new one.
 */
@NullMarked
package dev.yagura.channel.client;

import org.jspecify.annotations.NullMarked;
