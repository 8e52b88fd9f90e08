/**
 * A guest's files as detectors see them: one walk over the tree, kept in memory, and contents read
 * when somebody asks for them. Paths, names and contents are hostile; see {@link
 * dev.yagura.detect.files.FileLimits} for where reading ends.
 */
@NullMarked
package dev.yagura.detect.files;

import org.jspecify.annotations.NullMarked;
