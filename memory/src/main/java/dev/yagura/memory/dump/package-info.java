/**
 * Memory dumps: raw, ELF core (QEMU, libvirt, kdump) and LiME, mapped and read without a copy.
 *
 * <p>{@link dev.yagura.memory.dump.Dump} tells the formats apart. Compressed dumps are refused by
 * name, and so are disk images. A dump may have been made or altered by an attacker: every count,
 * length and offset in it is checked before use.
 */
@NullMarked
package dev.yagura.memory.dump;

import org.jspecify.annotations.NullMarked;
