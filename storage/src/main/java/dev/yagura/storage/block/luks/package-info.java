/**
 * Encrypted volumes with a LUKS header: how a passphrase or a key file becomes the key of the
 * volume, and the volume in the clear.
 *
 * <p>Follows the "LUKS On-Disk Format Specification" 1.2.3 and the "LUKS2 On-Disk Format
 * Specification" 1.1.2. Reads volumes encrypted by AES in XTS mode. Does not write, does not use
 * tokens, and refuses by name volumes with integrity tags, volumes that are being re-encrypted, and
 * other ciphers.
 */
@NullMarked
package dev.yagura.storage.block.luks;

import org.jspecify.annotations.NullMarked;
