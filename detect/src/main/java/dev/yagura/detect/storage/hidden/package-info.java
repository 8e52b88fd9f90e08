/** Names that are made not to be seen, and times that are made to be believed. */
@NullMarked
package dev.yagura.detect.storage.hidden;

import org.jspecify.annotations.NullMarked;
