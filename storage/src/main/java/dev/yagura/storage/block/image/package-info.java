/**
 * Image files on this host, and what they are told to be by their first bytes. The one place of the
 * block layers that opens a file, and that says which further files an image may name.
 */
@NullMarked
package dev.yagura.storage.block.image;

import org.jspecify.annotations.NullMarked;
