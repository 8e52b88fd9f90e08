/**
 * Block devices: where a disk's bytes come from. Every layer of a disk (image format, encryption,
 * partition, volume) is a block device made from others, so layers stack in any order.
 */
@NullMarked
package dev.yagura.storage.block;

import org.jspecify.annotations.NullMarked;
