/** Tests of detectors in C. */
@NullMarked
package dev.yagura.bpf.module;

import org.jspecify.annotations.NullMarked;
