/**
 * A man in the middle: relays a stream socket's bytes, keeps them, and does them one harm.
 *
 * <p>Knows no protocol. Only JDK code, so any module may test its connections with it.
 */
@NullMarked
package dev.yagura.testkit.mitm;

import org.jspecify.annotations.NullMarked;
