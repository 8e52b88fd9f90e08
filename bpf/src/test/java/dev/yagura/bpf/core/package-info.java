/** Tests of CO-RE, against libbpf and by hand. */
@NullMarked
package dev.yagura.bpf.core;

import org.jspecify.annotations.NullMarked;
