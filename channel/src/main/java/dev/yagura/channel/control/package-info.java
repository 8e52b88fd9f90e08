/**
 * The control protocol: one request, one response, each a JSON object behind its length.
 *
 * <p>Inventory, registers and pause leases, version {@code yagura-control/1}; specified in {@code
 * docs/protocol.md}. Decoders are pure functions over bytes and refuse unknown and repeated fields.
 */
@NullMarked
package dev.yagura.channel.control;

import org.jspecify.annotations.NullMarked;
