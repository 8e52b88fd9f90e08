/**
 * Runs a tool of the tools tree with a guest's files as its own, where it can harm neither the
 * guest nor this host.
 *
 * <p>Namespaces for users, mounts, processes, network, IPC and host name, a file system without
 * executable files but the tools, a filter of system calls, and limits of memory, processes and
 * time. Mounts are made by {@code mount}, the rest by bubblewrap, which is older and better read
 * than anything of our own would be.
 *
 * <p>What it does not do: it hides neither this host's clock nor what kind of CPU it has, and a
 * flaw in the host's kernel may lead out of it.
 */
@NullMarked
package dev.yagura.sandbox.run;

import org.jspecify.annotations.NullMarked;
