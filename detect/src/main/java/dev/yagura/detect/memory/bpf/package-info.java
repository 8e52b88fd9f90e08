/**
 * BPF programs that a guest was given.
 *
 * <p>Programs are judged by their instructions and by where they are attached.
 */
@NullMarked
package dev.yagura.detect.memory.bpf;

import org.jspecify.annotations.NullMarked;
