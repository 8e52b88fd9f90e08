/** Reading of a filesystem's own structures: small, often, and near each other. */
@NullMarked
package dev.yagura.storage.io;

import org.jspecify.annotations.NullMarked;
