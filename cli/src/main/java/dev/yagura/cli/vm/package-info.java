/**
 * How a user names a VM on the command line.
 *
 * <p>Only the grammar: {@link dev.yagura.cli.vm.VmSpec} tells a running VM, a QMP socket, a dump,
 * an agent and an enclave apart. Nothing is opened here.
 */
@NullMarked
package dev.yagura.cli.vm;

import org.jspecify.annotations.NullMarked;
