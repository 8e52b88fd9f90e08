/**
 * Detectors of what is wrong with single processes: their programs, memory, credentials, debuggers,
 * names and sockets.
 *
 * <p>Which names are known is in {@code known.yaml} beside the classes.
 */
@NullMarked
package dev.yagura.detect.memory.process;

import org.jspecify.annotations.NullMarked;
