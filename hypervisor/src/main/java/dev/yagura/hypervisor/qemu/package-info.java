/**
 * Finds the QEMU processes of this host through {@code /proc} (proc(5)) and reads their command
 * lines (qemu(1)), also in the form that libvirt writes.
 *
 * <p>A command line says what a process was asked to do, not what it is: it is a guide to what is
 * then asked of QEMU itself or of the kernel. Everything read is bounded.
 */
@NullMarked
package dev.yagura.hypervisor.qemu;

import org.jspecify.annotations.NullMarked;
