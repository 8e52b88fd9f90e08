/**
 * x86-64 address translation, 4 and 5 levels, 4 KiB, 2 MiB and 1 GiB pages.
 *
 * <p>Follows Intel's Software Developer's Manual, volume 3A, chapter "Paging". Only reads: accessed
 * and dirty bits are never set. Protection keys, shadow stacks and nested paging are not modelled.
 */
@NullMarked
package dev.yagura.memory.paging;

import org.jspecify.annotations.NullMarked;
