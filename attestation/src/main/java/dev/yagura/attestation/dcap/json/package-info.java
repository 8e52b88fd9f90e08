/**
 * JSON as Intel's services and caches of them write it: objects whose named values are taken out by
 * their type and range, and whose exact text can be had, because that is what signatures cover.
 *
 * <p>Depth, length and numbers are bounded; a name twice in one object is refused. Internal to the
 * module.
 */
@NullMarked
package dev.yagura.attestation.dcap.json;

import org.jspecify.annotations.NullMarked;
