/**
 * The program in the enclave: connects to agents, opens kernels, runs detectors, serves the API.
 *
 * <p>Runs as a process of its own and reaches guest memory through the channel only. Without SGX it
 * is an ordinary process whose evidence says {@code simulated}; see {@link
 * dev.yagura.enclave.Enclave}.
 */
@NullMarked
package dev.yagura.enclave;

import org.jspecify.annotations.NullMarked;
