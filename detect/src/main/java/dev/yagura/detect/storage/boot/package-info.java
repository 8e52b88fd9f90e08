/**
 * Kernels and modules on a disk beside what packages have. The initial ramdisk is made on each
 * machine and belongs to no package; the programs and modules in it do.
 */
@NullMarked
package dev.yagura.detect.storage.boot;

import org.jspecify.annotations.NullMarked;
