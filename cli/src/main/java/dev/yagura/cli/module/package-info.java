/**
 * Detectors in C on this machine: finding the compiler, compiling, and looking for what would be
 * silently wrong on another kernel. What runs them is in {@code dev.yagura.bpf.module}.
 */
@NullMarked
package dev.yagura.cli.module;

import org.jspecify.annotations.NullMarked;
