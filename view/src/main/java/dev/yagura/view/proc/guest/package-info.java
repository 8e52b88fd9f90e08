/**
 * What the files of procfs and sysfs need of a guest in common: its tasks by number, its clock, its
 * processors, and the ways in which the kernel writes text.
 */
@NullMarked
package dev.yagura.view.proc.guest;

import org.jspecify.annotations.NullMarked;
