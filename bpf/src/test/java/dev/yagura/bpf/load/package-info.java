/** Tests of loading. */
@NullMarked
package dev.yagura.bpf.load;

import org.jspecify.annotations.NullMarked;
