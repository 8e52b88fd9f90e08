/**
 * Ways by which the dynamic linker of glibc takes code into every program, as ld.so(8) describes
 * them.
 */
@NullMarked
package dev.yagura.detect.storage.linker;

import org.jspecify.annotations.NullMarked;
