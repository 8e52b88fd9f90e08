/**
 * The settings of a kernel, {@code /proc/sys}: the tables of {@code include/linux/sysctl.h} with
 * the values that {@code kernel/sysctl.c} prints, as a process of the first name spaces sees them.
 *
 * <p>A value is read if the function that prints it is one that prints what is at an address:
 * numbers, strings, times. Of a setting with a function of its own the name is there, and its value
 * an error for who reads it.
 */
@NullMarked
package dev.yagura.view.proc.sysctl;

import org.jspecify.annotations.NullMarked;
