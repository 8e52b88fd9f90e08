/** The plugin for bpf_conformance. */
@NullMarked
package dev.yagura.bpf.conformance;

import org.jspecify.annotations.NullMarked;
