/** Which packets a rule's header means: their protocol, addresses and ports, in either order. */
@NullMarked
package dev.yagura.network.match.header;

import org.jspecify.annotations.NullMarked;
