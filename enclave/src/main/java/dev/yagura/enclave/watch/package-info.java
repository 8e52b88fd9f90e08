/**
 * What may be asked of whoever watches VMs, and the answers.
 *
 * <p>{@link dev.yagura.enclave.watch.Watch} is the one interface of the CLI: behind it is either
 * this process ({@link dev.yagura.enclave.watch.Watchtower}) or an enclave's API. Answers are rows
 * of named fields, the very ones that {@code --json} prints.
 */
@NullMarked
package dev.yagura.enclave.watch;

import org.jspecify.annotations.NullMarked;
