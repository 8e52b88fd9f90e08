/**
 * From a VM's name to somebody who watches it.
 *
 * <p>{@link dev.yagura.cli.connect.Connection} starts what a command needs for its length: an agent
 * and an enclave as processes of their own with fresh keys, connected over the real protocols; or,
 * unprotected, nothing but this process.
 */
@NullMarked
package dev.yagura.cli.connect;

import org.jspecify.annotations.NullMarked;
