/**
 * Commands in files that a system runs by itself, and what about them is odd. Words of a shell's
 * language as POSIX describes them ("Shell Command Language", Token Recognition), as far as telling
 * commands apart needs it; variables are not expanded.
 */
@NullMarked
package dev.yagura.detect.storage.commands;

import org.jspecify.annotations.NullMarked;
