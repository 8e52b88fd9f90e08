/** Tests of writing headers. */
@NullMarked
package dev.yagura.bpf.header;

import org.jspecify.annotations.NullMarked;
