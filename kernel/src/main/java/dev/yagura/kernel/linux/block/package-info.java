/**
 * Disks and partitions as a Linux guest's kernel has them, and what they are made of.
 *
 * <p>Follows the sources of Linux 5.10 to 7.2. Loop devices and the device mapper are modules
 * mostly: their structures are read by the types that the kernel keeps of modules since 5.11.
 * Secrets of encrypted devices are not read.
 */
@NullMarked
package dev.yagura.kernel.linux.block;

import org.jspecify.annotations.NullMarked;
