/**
 * Real guests: a Debian kernel and a busybox initramfs under QEMU with software emulation, observed
 * from inside over a serial port of their own. What a guest says about itself is the truth that
 * tests compare Yagura with, so nothing here uses Yagura to find it.
 */
@NullMarked
package dev.yagura.testkit.guest;

import org.jspecify.annotations.NullMarked;
