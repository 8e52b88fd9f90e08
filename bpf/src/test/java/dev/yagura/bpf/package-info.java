/** Tests of BPF, and what they have in common. */
@NullMarked
package dev.yagura.bpf;

import org.jspecify.annotations.NullMarked;
