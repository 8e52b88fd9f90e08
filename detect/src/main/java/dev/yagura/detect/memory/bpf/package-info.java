/**
 * BPF programs that a guest was given.
 *
 * <p>Programs are judged by their instructions, by where they are attached, and by who has them.
 */
@NullMarked
package dev.yagura.detect.memory.bpf;

import org.jspecify.annotations.NullMarked;
