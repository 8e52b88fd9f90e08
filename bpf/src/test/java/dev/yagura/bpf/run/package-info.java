/** Tests of running, of each engine and of both against each other. */
@NullMarked
package dev.yagura.bpf.run;

import org.jspecify.annotations.NullMarked;
