/**
 * Programs that give rights to whoever starts them, or that anybody may change: set-id bits, file
 * capabilities as capabilities(7) describes them, and write permissions.
 */
@NullMarked
package dev.yagura.detect.storage.privileges;

import org.jspecify.annotations.NullMarked;
