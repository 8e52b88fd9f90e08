/**
 * Files whose content a user knows by its digest. Parts of files and archives are not looked into.
 */
@NullMarked
package dev.yagura.detect.storage.hashes;

import org.jspecify.annotations.NullMarked;
