/** Certificates and connected pairs for this module's tests. */
@NullMarked
package dev.yagura.channel.tls;

import org.jspecify.annotations.NullMarked;
