/**
 * Contents that are taken out of a guest's memory as they are: cached files, processes' mappings,
 * modules.
 *
 * <p>What is not in memory is said, range by range; it is never given as zeros.
 */
@NullMarked
package dev.yagura.kernel.linux.content;

import org.jspecify.annotations.NullMarked;
