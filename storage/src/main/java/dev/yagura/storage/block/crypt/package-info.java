/**
 * Encryption of disks: keys as a type of their own, and AES-XTS (IEEE Std 1619-2018) built from the
 * JDK's AES. Decrypts only. What header leads to the key is the business of other packages.
 */
@NullMarked
package dev.yagura.storage.block.crypt;

import org.jspecify.annotations.NullMarked;
