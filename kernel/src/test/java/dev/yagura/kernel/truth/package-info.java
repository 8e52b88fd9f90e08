/**
 * Compares what is found in a guest's memory with what the guest and bpftool say themselves.
 *
 * <p>Needs a directory of dumps: see {@link dev.yagura.kernel.truth.GuestTruth}.
 */
@NullMarked
package dev.yagura.kernel.truth;

import org.jspecify.annotations.NullMarked;
