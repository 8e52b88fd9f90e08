/*
 * yagura/file.h: files of the guest.
 *
 * Files are those that the guest has: of its disks, decrypted, mounted as its kernel has them, with what is newer in its
 * memory. Nothing of the guest's own code has part in reading them. A module that opens files says so,
 *
 *	MODULE_READS_FILES
 *
 * since disks are opened, and their keys asked for, before the look begins. Where there are no files, open_guest_file()
 * ends the module; guest_has_files() asks beforehand.
 *
 *	long file = open_guest_file("/etc/ld.so.preload");
 *	char text[256];
 *
 *	if (file >= 0) {
 *		long length = read_guest_file(file, text, sizeof(text), 0);
 *		…
 *		close_guest_file(file);
 *	}
 *
 * The guest stands still while the module runs, so read little: what is read and hashed is counted as work, some 256 MiB or
 * 80 MiB in one run. Detectors that read all files of a disk are written in Java (StorageDetector).
 */
#ifndef YAGURA_FILE_H
#define YAGURA_FILE_H

#include <yagura/module.h>
#include <yagura/types.h>

#define MODULE_READS_FILES __MODULE_INFO(needs, "files");

/* There is no such file, or no further name in a directory. */
#define NO_FILE (-2L)
/* What the disk has of it is damaged, or cannot be read; the scan is told that it is not covered. */
#define BAD_FILE (-5L)

/* Returns 1 if there are files; else 0, and the scan is told why, and counts as incomplete. */
static long (*const guest_has_files)(void) = (void *)1076;

/*
 * Opens a file, a directory, or anything else that has a path. Symbolic links are followed, none leads out of the guest.
 * Returns a number, at least 1, for the functions below; NO_FILE or BAD_FILE. 256 may be open at a time.
 */
static long (*const open_guest_file)(const char *path) = (void *)1070;

/*
 * Copies up to 1 MiB of a regular file. Holes read as zeros. Returns how many bytes it copied, less than asked for only at
 * the end, 0 behind it; or BAD_FILE.
 */
static long (*const read_guest_file)(long file, void *to, unsigned long size, unsigned long offset) = (void *)1071;

struct guest_file_facts {
	unsigned long size;  /* in bytes */
	unsigned long inode; /* its number in its filesystem */
	long modified;       /* nanoseconds since 1970; the guest can set it to anything */
	unsigned long links; /* names that it has */
	unsigned int mode;   /* as stat() has it: type and permissions */
	unsigned int uid;
	unsigned int gid;
	unsigned int reserved;
};

/* Fills in what the inode says. */
static long (*const guest_file_facts)(long file, struct guest_file_facts *facts) = (void *)1072;

#define FILE_TYPE(mode) ((mode) & 0170000)
#define FILE_REGULAR 0100000
#define FILE_DIRECTORY 0040000

/* SHA-256 of a regular file. Returns 0 or BAD_FILE. */
static long (*const sha256_guest_file)(long file, unsigned char digest[32]) = (void *)1073;

/* Copies a name of a directory: index 0, 1, … in the filesystem's order, without "." and "..". Returns its length, NO_FILE at
 * the end, or BAD_FILE. */
static long (*const guest_file_name)(long directory, unsigned long index, char *name, unsigned long size) = (void *)1075;

/* Closes a file; those still open are closed when the module ends. */
static long (*const close_guest_file)(long file) = (void *)1074;

#endif
