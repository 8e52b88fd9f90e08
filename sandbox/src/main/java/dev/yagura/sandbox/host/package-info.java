/** Programs of this host that the sandbox is built with: apt, dpkg, a C compiler, mounts. */
@NullMarked
package dev.yagura.sandbox.host;

import org.jspecify.annotations.NullMarked;
