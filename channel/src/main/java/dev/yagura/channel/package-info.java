/**
 * What the agent and the enclave say to each other, and both ends of it.
 *
 * <p>This package holds the one exception all of it throws, and what servers write of what they did
 * and refused. The protocols are specified in {@code docs/protocol.md}.
 */
@NullMarked
package dev.yagura.channel;

import org.jspecify.annotations.NullMarked;
