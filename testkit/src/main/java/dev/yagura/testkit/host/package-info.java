/**
 * What this module needs of the host: its tools (apt, dpkg-deb, QEMU, busybox) and sockets, each
 * wait bounded in time. Not exported.
 */
@NullMarked
package dev.yagura.testkit.host;

import org.jspecify.annotations.NullMarked;
