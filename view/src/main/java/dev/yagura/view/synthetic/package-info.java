/**
 * Files that no disk has: their content is made when somebody reads it, as the kernel makes that of
 * procfs and sysfs. Used by what shows a guest's memory as such files; knows nothing of a guest.
 */
@NullMarked
package dev.yagura.view.synthetic;

import org.jspecify.annotations.NullMarked;
