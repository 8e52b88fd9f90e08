package dev.yagura.view.files;

import dev.yagura.kernel.linux.fs.MountPoint;

/**
 * A filesystem in its place.
 *
 * @param point where, and which part of it
 * @param filesystem what is mounted
 * @param rootNumber number of the directory that is seen there
 */
record GuestMount(MountPoint point, GuestFilesystem filesystem, long rootNumber) {}
