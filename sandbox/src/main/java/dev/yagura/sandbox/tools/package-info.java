/**
 * The tools tree: programs of Debian packages that run beside a guest's files without touching what
 * is there.
 *
 * <p>It is a folder of unpacked packages, changed so that each program starts with the tree's own
 * loader, libraries and interpreters when the folder is mounted at {@link
 * dev.yagura.sandbox.tools.ToolsTree#MOUNT}, whatever {@code /lib} and {@code /usr} hold: the
 * interpreter of each ELF program ({@code PT_INTERP}, System V ABI, "Program Header") and of each
 * script, the folders in which the loader looks and those that a program names to it ({@code
 * DT_RUNPATH}), and the folders in which scripts and Perl look for their own parts. The loader
 * takes a library of ours, {@code libyagura-view.so}, into each program.
 *
 * <p>Programs for x86-64 and glibc only. Python's own folders are not changed: no tool of the
 * default set needs it.
 */
@NullMarked
package dev.yagura.sandbox.tools;

import org.jspecify.annotations.NullMarked;
