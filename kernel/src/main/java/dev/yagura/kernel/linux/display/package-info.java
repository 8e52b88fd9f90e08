/**
 * What a Linux guest shows on its screens.
 *
 * <p>Follows {@code drivers/video/fbdev/core} and {@code include/uapi/linux/fb.h}. A picture is
 * read where the kernel draws it: in RAM for graphics drivers that copy it to the device, while
 * that of a device's own memory is not there.
 */
@NullMarked
package dev.yagura.kernel.linux.display;

import org.jspecify.annotations.NullMarked;
