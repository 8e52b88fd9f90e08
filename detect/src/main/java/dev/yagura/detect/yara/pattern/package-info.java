/**
 * Patterns of bytes, and a search for all of them at once.
 *
 * <p>A pattern is a text, bytes with wildcards, or a regular expression over bytes as YARA has
 * them. Two neighbouring bytes of each that are rare are looked up in a table at every byte of the
 * data; what is found there is verified. Time is in proportion to the data: verifying is counted in
 * steps, and a pattern that needs too many is given up and told.
 *
 * <p>No back references, no look-around, no captures: what is here is a regular language.
 */
@NullMarked
package dev.yagura.detect.yara.pattern;

import org.jspecify.annotations.NullMarked;
