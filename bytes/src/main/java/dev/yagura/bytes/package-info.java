/**
 * Views of bytes that nobody vouches for: guest memory, disks, packets, quotes, messages.
 *
 * <p>A {@link dev.yagura.bytes.Structure} reads named fields and checks every bound; what is wrong
 * leaves as a {@link dev.yagura.bytes.MalformedStructureException} that names structure, field,
 * value found and value expected. Nothing here knows any particular format.
 */
@NullMarked
package dev.yagura.bytes;

import org.jspecify.annotations.NullMarked;
