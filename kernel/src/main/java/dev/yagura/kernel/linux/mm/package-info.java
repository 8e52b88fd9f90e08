/**
 * Address spaces of processes: what is mapped where; and pages of RAM: whose they are, and the
 * objects in those of the slab allocator.
 *
 * <p>Structures are those of {@code include/linux/mm_types.h}, 5.10 to 7.2: mappings are in a
 * red-black tree before 6.1 and in a maple tree since. They are shown as {@code /proc/PID/maps}.
 */
@NullMarked
package dev.yagura.kernel.linux.mm;

import org.jspecify.annotations.NullMarked;
