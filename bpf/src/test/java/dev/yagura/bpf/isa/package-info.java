/** Tests of decoding. */
@NullMarked
package dev.yagura.bpf.isa;

import org.jspecify.annotations.NullMarked;
