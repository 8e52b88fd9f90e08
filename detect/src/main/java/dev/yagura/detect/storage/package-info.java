/**
 * Detectors that judge a guest's files. What is known by name, path or text is in data files, and
 * each detector says in its description what evades it.
 */
@NullMarked
package dev.yagura.detect.storage;

import org.jspecify.annotations.NullMarked;
